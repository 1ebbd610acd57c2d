/* On the pages of review, decision and consent: leads to what was not sent, counts, takes a review over. */
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

window.wagtail.app.register("commentary-not-sent", NotSentController);
window.wagtail.app.register("commentary-takeover", TakeoverController);
window.wagtail.app.register("commentary-count", CountController);
