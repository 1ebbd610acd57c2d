/* In the frame of a proof a note is followed in place; every other link leaves for a window of its own. */
for (const link of document.links) {
  const [address, place] = link.href.split("#");
  link.target = place && address === document.URL.split("#")[0] ? "_self" : "_blank";
}
for (const form of document.forms) form.target = "_blank";
