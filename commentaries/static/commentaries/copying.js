/* Lets a reader copy a citation, with its italics where the place it goes to knows any. Without a script, and where
   the browser lends no clipboard, there is no button: the sentence is there to be marked. What has to be done by hand
   stays to be read. */
const SHOWN_FOR = 4000;

async function copy(passage) {
  const plain = passage.textContent.trim();
  if (typeof ClipboardItem === "undefined") return navigator.clipboard.writeText(plain);
  const kinds = { "text/plain": plain, "text/html": passage.innerHTML.trim() };
  const blobs = Object.entries(kinds).map(([kind, text]) => [kind, new Blob([text], { type: kind })]);
  return navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
}

for (const cited of document.querySelectorAll(".cited")) {
  const button = cited.querySelector("button");
  if (!navigator.clipboard) {
    button.remove();
    continue;
  }
  const said = cited.querySelector("[role=status]");
  let later;
  button.hidden = false;
  button.addEventListener("click", async () => {
    clearTimeout(later);
    try {
      await copy(cited.querySelector("p"));
      said.textContent = button.dataset.done;
      later = setTimeout(() => said.replaceChildren(), SHOWN_FOR);
    } catch {
      getSelection().selectAllChildren(cited.querySelector("p"));
      said.textContent = button.dataset.refused;
    }
  });
}
