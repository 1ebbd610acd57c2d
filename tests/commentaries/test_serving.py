from commentaries.serving import served


def test_an_address_is_empty_where_the_site_serves_none() -> None:
    assert served("author", "anna-rossi") == "/authors/anna-rossi/"
    assert served("pdf", above="commentaries/", name="26-01") == "/commentaries/26-01.pdf"
    assert (served("author"), served("nobody-s-name")) == ("", "")
