/* On the pages of review, decision and consent: keeps what is typed, leads to what was not sent, counts, takes a review over. */
const { Controller } = window.StimulusModule;

const LETTER = "id_decide_reasons";

/** After a form came back with mistakes, the list of them is what is read first. */
class NotSentController extends Controller {
  connect() {
    this.show();
    // the address may still end in the place that the form was opened at, and the browser goes there last
    if (document.readyState !== "complete") window.addEventListener("load", () => window.setTimeout(() => this.show(), 50), { once: true });
  }

  show() {
    this.element.scrollIntoView({ block: "center" });
    this.element.focus({ preventScroll: true });
  }

  go(event) {
    const place = document.getElementById(event.currentTarget.hash.slice(1));
    const field = place?.matches("input, textarea, select") ? place : place?.querySelector("input, textarea, select");
    if (!field) return;
    event.preventDefault();
    place.scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
  }
}

/** Adds a reviewer's words to the letter to the authors, to be worked on there. */
class TakeoverController extends Controller {
  static values = { words: String };

  connect() {
    this.element.hidden = !document.getElementById(LETTER);
  }

  take() {
    const letter = document.getElementById(LETTER);
    letter.value = [letter.value.trimEnd(), this.wordsValue].filter(Boolean).join("\n\n");
    letter.dispatchEvent(new Event("input", { bubbles: true }));
    letter.scrollIntoView({ block: "center" });
    letter.focus({ preventScroll: true });
  }
}

/** Says below a field how many of its characters are written; what is too long is refused, not cut. */
class CountController extends Controller {
  static values = { sentence: String, limit: Number };

  connect() {
    this.line = document.createElement("p");
    this.line.className = "commentary-count";
    this.element.after(this.line);
    this.count();
  }

  disconnect() {
    this.line?.remove();
  }

  count() {
    const written = this.element.value.replace(/\r?\n/g, "\r\n").length;
    const locale = document.documentElement.lang || "en";
    const [shown, limit] = [written, this.limitValue].map((number) => number.toLocaleString(locale));
    this.line.textContent = written ? this.sentenceValue.replace("{written}", shown).replace("{limit}", limit) : "";
    this.line.classList.toggle("commentary-count--over", written > this.limitValue);
  }
}

const KEPT = "commentary-kept:";
const TYPED = "textarea, input[type=text]";
const CHOSEN = "input[type=radio], input[type=checkbox]";

/** A radio button or box, told from the others of its form. */
function choiceOf(choice) {
  return `${choice.name}=${choice.value}`;
}

/** Which of the kept words the server has accepted, by its own account. */
function accepted() {
  const cookie = document.cookie.split("; ").find((each) => each.startsWith("commentaries_accepted="));
  return cookie ? cookie.split("=")[1].split(".") : [];
}

/**
 * Keeps in this tab what a person types into a form, and chooses in it, until the server has accepted it: a session that
 * ended, a form that is too old or a network that is gone takes no word along. Each person has their own.
 */
class KeepController extends Controller {
  static values = { owner: String, notice: String };

  connect() {
    const action = this.element.elements.namedItem("action")?.value ?? "";
    this.key = `${KEPT}${this.ownerValue}:${window.location.pathname}:${action}`;
    this.forgetAccepted();
    this.restore();
  }

  get fields() {
    return this.named(TYPED);
  }

  get choices() {
    return this.named(CHOSEN);
  }

  named(kind) {
    return [...this.element.querySelectorAll(kind)].filter((field) => field.name);
  }

  get kept() {
    return JSON.parse(window.sessionStorage.getItem(this.key) ?? "null");
  }

  forgetAccepted() {
    const tokens = accepted();
    for (const key of Object.keys(window.sessionStorage).filter((each) => each.startsWith(KEPT))) {
      if (tokens.includes(JSON.parse(window.sessionStorage.getItem(key)).token)) window.sessionStorage.removeItem(key);
    }
  }

  restore() {
    const { words, chosen = [] } = this.kept ?? {};
    if (!words) return;
    const changed = this.fields.filter((field) => words[field.name] && words[field.name] !== field.value);
    for (const field of changed) field.value = words[field.name];
    const missing = this.choices.filter((choice) => chosen.includes(choiceOf(choice)) && !choice.checked);
    for (const choice of missing) choice.checked = true;
    for (const field of [...changed, ...missing]) field.dispatchEvent(new Event("input", { bubbles: true }));
    if (changed.length || missing.length) this.tell();
  }

  tell() {
    this.element.closest("details")?.setAttribute("open", "");
    const line = document.createElement("p");
    line.className = "commentary-kept";
    line.setAttribute("role", "status");
    line.textContent = this.noticeValue;
    this.element.prepend(line);
    // on a phone the form lies below the whole text; what an answer of the server has to say comes first
    if (!document.querySelector("#conflict, [data-controller~='commentary-not-sent']")) line.scrollIntoView({ block: "center" });
  }

  keep() {
    const { fields, choices, kept } = this;
    const isAsServed =
      fields.every((field) => field.value === field.defaultValue) &&
      choices.every((choice) => choice.checked === choice.defaultChecked);
    if (!kept && isAsServed) return;
    const words = Object.fromEntries(fields.map((field) => [field.name, field.value]));
    const chosen = choices.filter((choice) => choice.checked).map(choiceOf);
    const token = kept?.token ?? Math.random().toString(36).slice(2) + Date.now().toString(36);
    window.sessionStorage.setItem(this.key, JSON.stringify({ token, words, chosen }));
  }

  /** Sends along by which name the server may say that it has the words. */
  sign() {
    this.keep();
    if (!this.kept) return;
    const name = this.element.elements.namedItem("kept") ?? document.createElement("input");
    Object.assign(name, { type: "hidden", name: "kept", value: this.kept.token });
    this.element.append(name);
  }
}

window.wagtail.app.register("commentary-keep", KeepController);
window.wagtail.app.register("commentary-not-sent", NotSentController);
window.wagtail.app.register("commentary-takeover", TakeoverController);
window.wagtail.app.register("commentary-count", CountController);
