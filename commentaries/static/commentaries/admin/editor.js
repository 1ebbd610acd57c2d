/* Keeps the list of open points fresh, leads to the field that mends a point, offers sentences for a pull quote, and keeps
   the mode of the preview. */
const { Controller } = window.StimulusModule;
const strings = () => JSON.parse(document.getElementById("commentary-strings")?.textContent || "{}");

/* -- to the field of an open point -- */

const isDeleted = (child) => Boolean(child.querySelector(':scope > input[type="hidden"][name$="-deleted"]')?.value);

const placeOf = (field, block) => {
  const path = document.querySelector(`[data-contentpath="${field}"]`);
  if (path && block !== undefined) {
    const stream = path.querySelector("[data-streamfield-stream-container]");
    const children = [...(stream?.children || [])].filter((child) => child.matches("[data-streamfield-child]") && !isDeleted(child));
    if (children[Number(block)]) return children[Number(block)];
  }
  return path || document.getElementById(`id_${field}-FORMS`)?.closest("[data-panel]") || document.getElementById(`id_${field}`);
};

const openPanelsAround = (place) => {
  const tab = place.closest('[role="tabpanel"]');
  if (tab?.hidden) document.querySelector(`[role="tab"][href="#${tab.id}"], [role="tab"][aria-controls="${tab.id}"]`)?.click();
  for (let panel = place.closest("[data-panel]"); panel; panel = panel.parentElement?.closest("[data-panel]")) {
    const toggle = panel.querySelector(":scope > .w-panel__header [data-panel-toggle]");
    if (toggle?.getAttribute("aria-expanded") === "false") toggle.click();
  }
};

const FOCUSABLE =
  '[contenteditable="true"], input:not([type="hidden"]):not([type="checkbox"]), textarea, select, button[data-streamblock-menu-opener], .chooser button, button.chooser__choose-button, button';

export const goTo = (field, block) => {
  const place = placeOf(field, block);
  if (!place) return false;
  openPanelsAround(place);
  place.scrollIntoView({ block: "center" });
  place.classList.remove("commentary-here");
  window.requestAnimationFrame(() => place.classList.add("commentary-here"));
  const target = [...place.querySelectorAll(FOCUSABLE)].find(
    (found) => found.offsetParent !== null && !found.closest(".w-panel__header, [data-draftail-toolbar], .Draftail-Toolbar"),
  );
  (target || place).focus({ preventScroll: true });
  return true;
};

const goToHash = () => {
  const match = /^#at-([a-z_]+?)(?:-(\d+))?$/.exec(window.location.hash);
  if (match) goTo(match[1], match[2]);
};
window.addEventListener("load", () => window.setTimeout(goToHash, 400));

class PointsController extends Controller {
  static targets = ["count", "list"];
  static values = { url: String, pattern: String };

  connect() {
    if (window.matchMedia("(min-width: 87.5em)").matches) this.element.open = true;
  }

  /* A new text has no address until the editor saves it by itself and puts the text's key into the page's own. */
  address() {
    if (this.urlValue) return this.urlValue;
    const key = /\/pages\/(\d+)\/edit\//.exec(window.location.pathname)?.[1];
    return key ? this.patternValue.replace("/0/", `/${key}/`) : "";
  }

  async refresh() {
    const address = this.address();
    if (!address) return;
    const response = await fetch(address, { headers: { "X-Requested-With": "XMLHttpRequest" }, credentials: "same-origin" });
    if (!response.ok) return;
    this.listTarget.innerHTML = await response.text();
    const summary = this.listTarget.querySelector("[data-summary]")?.dataset.summary;
    if (summary && this.countTarget.textContent !== summary) this.countTarget.textContent = summary;
  }

  go(event) {
    const { field, block } = event.currentTarget.dataset;
    if (goTo(field, block)) event.preventDefault();
  }
}

/* -- a sentence of the text for a pull quote -- */

const bodySentences = () => {
  const language = document.getElementById("id_language")?.value || document.documentElement.lang || "en";
  let segmenter;
  try {
    segmenter = new Intl.Segmenter(language, { granularity: "sentence" });
  } catch {
    segmenter = new Intl.Segmenter("en", { granularity: "sentence" });
  }
  const found = [];
  document.querySelectorAll('[data-contentpath="body"] input[type="hidden"]').forEach((input) => {
    const block = input.closest("[data-streamfield-child]");
    const content = input.draftailEditor?.getEditorState().getCurrentContent();
    if (!content || (block && isDeleted(block))) return;
    content.getBlockMap().forEach((paragraph) => {
      const text = [...paragraph.getCharacterList()]
        .map((character, index) => {
          const key = character.getEntity();
          return key && content.getEntity(key).getType() === "NOTE" ? "" : paragraph.getText()[index];
        })
        .join("");
      for (const { segment } of segmenter.segment(text)) if (segment.trim().length > 15) found.push(segment.trim());
    });
  });
  return found;
};

class PullQuoteController extends Controller {
  connect() {
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "button button-small button-secondary commentary-pick";
    this.button.textContent = strings().pickSentence;
    this.button.addEventListener("click", () => this.open());
    this.element.after(this.button);
  }

  disconnect() {
    this.button?.remove();
  }

  open() {
    const say = strings();
    const sentences = bodySentences();
    const dialog = document.createElement("dialog");
    dialog.className = "commentary-dialog commentary-dialog--wide";
    dialog.setAttribute("aria-labelledby", "commentary-pick-title");
    dialog.innerHTML = `<h2 class="commentary-dialog__title" id="commentary-pick-title"></h2>
      <label for="commentary-pick-filter"></label>
      <input type="search" id="commentary-pick-filter" autocomplete="off" autofocus>
      <p class="commentary-dialog__help" role="status"></p>
      <ul class="commentary-dialog__list"></ul>
      <div class="commentary-dialog__buttons"><button type="button" class="button button-secondary"></button></div>`;
    const [filter, list, status] = ["input", "ul", "p"].map((tag) => dialog.querySelector(tag));
    dialog.querySelector("h2").textContent = say.pickSentence.replace("…", "");
    dialog.querySelector("label").textContent = say.filterSentences;
    const cancel = dialog.querySelector(".commentary-dialog__buttons button");
    cancel.textContent = say.cancel;
    cancel.addEventListener("click", () => dialog.close());
    const show = () => {
      const wanted = filter.value.trim().toLocaleLowerCase();
      const shown = sentences.filter((sentence) => sentence.toLocaleLowerCase().includes(wanted));
      status.textContent = shown.length ? "" : sentences.length ? say.noMatch : say.noSentences;
      status.hidden = shown.length > 0;
      list.replaceChildren(
        ...shown.map((sentence) => {
          const item = document.createElement("li");
          const choice = document.createElement("button");
          choice.type = "button";
          choice.className = "commentary-dialog__choice";
          choice.textContent = sentence;
          choice.addEventListener("click", () => this.pick(sentence, dialog));
          item.append(choice);
          return item;
        }),
      );
    };
    filter.addEventListener("input", show);
    filter.addEventListener("keydown", (event) => {
      if (event.key === "Enter") {
        event.preventDefault();
        list.querySelector("button")?.click();
      } else if (event.key === "ArrowDown") {
        event.preventDefault();
        list.querySelector("button")?.focus();
      }
    });
    list.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const choices = [...list.querySelectorAll("button")];
      (choices[choices.indexOf(document.activeElement) + step] || filter).focus();
    });
    dialog.addEventListener("close", () => dialog.remove());
    show();
    document.body.append(dialog);
    dialog.showModal();
  }

  pick(sentence, dialog) {
    dialog.close();
    this.element.value = sentence;
    this.element.dispatchEvent(new Event("input", { bubbles: true }));
    this.element.dispatchEvent(new Event("change", { bubbles: true }));
    this.element.focus();
  }
}

/* -- the mode of the preview -- */

/* When a new text is saved for the first time, Wagtail puts another panel in the place of the one where the mode was
   chosen, and that begins with the first mode again. So the mode goes on with the text, in this tab, also when it is
   loaded anew. Not from text to text: the checks read the preview, and would be told of pictures of pages unasked. */
const keyOfMode = () => `commentaries:preview-mode:${window.location.pathname}`;
const keepMode = (mode) => {
  try {
    window.sessionStorage.setItem(keyOfMode(), mode);
  } catch {
    /* a browser that keeps nothing begins with the first mode when it loads the text anew */
  }
};
const keptMode = () => {
  try {
    return window.sessionStorage.getItem(keyOfMode());
  } catch {
    return null;
  }
};
let chosenMode = keptMode();
const knownPanels = new WeakSet();
document.addEventListener("change", ({ target }) => {
  if (!target.matches('[data-w-preview-target="mode"]')) return;
  chosenMode = target.value;
  keepMode(chosenMode);
});
/* Wagtail says so before it asks for what the mode shows. */
document.addEventListener("w-preview:update", ({ target: panel }) => {
  const select = panel.querySelector('[data-w-preview-target="mode"]');
  if (!select || knownPanels.has(panel) || !document.querySelector('[data-controller~="commentary-points"]')) return;
  knownPanels.add(panel);
  if (chosenMode === null || ![...select.options].some(({ value }) => value === chosenMode)) return;
  keepMode(chosenMode); // a new text has another address by now
  select.value = chosenMode;
  const alone = panel.querySelector('[data-w-preview-target="newTab"]');
  const address = new URL(alone.href);
  address.searchParams.set("mode", chosenMode);
  alone.href = address;
});

/* -- words typed while the editor saves by itself -- */

/* Wagtail takes the form, waits, sends it, and on success counts as saved whatever the form holds by then: words typed
   meanwhile are neither saved nor warned of, until the next key. So what was sent is compared with what stands there. */
const NOT_WORDS = /^(csrfmiddlewaretoken|overwrite_revision_id|loaded_revision_|next$|comments-)/;
const wordsOf = (data) => JSON.stringify([...data].filter(([name, value]) => !NOT_WORDS.test(name) && typeof value === "string"));
let sent = null;
let reminded = null; // never twice of the same words, should a field change by itself
document.addEventListener("w-autosave:save", ({ detail }) => {
  sent = wordsOf(detail.formData);
});
document.addEventListener("w-autosave:success", ({ target }) => {
  if (!target.querySelector('[data-controller~="commentary-points"]')) return;
  window.setTimeout(() => {
    const words = wordsOf(new FormData(target));
    if (sent === null || words === sent || words === reminded) return;
    reminded = words;
    target.dataset.wUnsavedForceValue = "true";
  });
});

/* -- saved by hand while the editor saves by itself -- */

/* Until its answer is here the form does not know the ids of its new rows, and sent once more it would add each of them
   a second time. So a form that is sent meanwhile waits for the answer, or for ten seconds. */
const LONGEST_WAIT = 10_000;
const underWay = new Map(); // form → what set off its last saving
const waiting = new Map(); // form → sends it
document.addEventListener("w-autosave:save", ({ target, detail, defaultPrevented }) => {
  if (defaultPrevented || !target.querySelector('[data-controller~="commentary-points"]')) return;
  underWay.set(target, detail.trigger);
});
const answered = ({ target, detail }) => {
  if (underWay.get(target) !== detail.trigger) return; // another one is under way by now
  underWay.delete(target);
  waiting.get(target)?.();
};
document.addEventListener("w-autosave:success", answered);
document.addEventListener("w-autosave:error", answered);
document.addEventListener(
  "submit",
  (event) => {
    const { target: form, submitter } = event;
    if (!underWay.has(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (waiting.has(form)) return;
    waiting.set(form, () => {
      window.clearTimeout(longest);
      waiting.delete(form);
      underWay.delete(form);
      const pressed = document.createElement("input"); // by now the button is disabled, and would not be sent
      if (submitter?.name) Object.assign(pressed, { type: "hidden", name: submitter.name, value: submitter.value });
      form.append(pressed);
      form.requestSubmit();
      pressed.remove(); // should the browser stay here after all, the next saving is not what was pressed now
    });
    const longest = window.setTimeout(waiting.get(form), LONGEST_WAIT);
  },
  { capture: true },
);

window.wagtail.app.register("commentary-points", PointsController);
window.wagtail.app.register("pull-quote", PullQuoteController);
