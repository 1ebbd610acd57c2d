/* Teaches Draftail two entities: the call of a note, and a passage in another language. */
(() => {
  const { React, DraftJS, draftail } = window;
  if (!draftail || draftail.commentaryEntities) return;
  draftail.commentaryEntities = true;

  const { createElement: h, Component } = React;
  const { EditorState, Modifier, RichUtils } = DraftJS;

  const strings = () => {
    const element = document.getElementById("commentary-strings");
    return element ? JSON.parse(element.textContent) : {};
  };
  const say = (key, values = {}) =>
    Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), strings()[key] || key);

  /* -- a small dialog, keyboard and screen reader as the browser gives them -- */

  const element = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => {
      if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
      else if (value !== false && value !== null) made.setAttribute(name, value === true ? "" : value);
    });
    made.append(...children.filter((child) => child !== null));
    return made;
  };

  const openDialog = ({ title, help, content, onClose }) => {
    const heading = element("h2", { class: "commentary-dialog__title", id: "commentary-dialog-title" }, title);
    const dialog = element(
      "dialog",
      { class: "commentary-dialog", "aria-labelledby": "commentary-dialog-title" },
      heading,
      help ? element("p", { class: "commentary-dialog__help" }, help) : null,
      ...content,
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      onClose(dialog.returnValue);
    });
    document.body.append(dialog);
    dialog.showModal();
    return dialog;
  };

  /* -- notes: their rows below the text, their calls in the text -- */

  const rowsOfNotes = () =>
    [...document.querySelectorAll("#id_notes-FORMS > [data-inline-panel-child]")].filter(
      (row) => !row.classList.contains("deleted"),
    );
  const refInput = (row) => row.querySelector('input[name$="-ref"]:not([name^="initial-"])');
  const editorsIn = (place) => [...(place?.querySelectorAll('input[type="hidden"]') || [])].filter((input) => input.draftailEditor);
  const editorOf = (row) => editorsIn(row)[0];
  const rowOf = (ref) => rowsOfNotes().find((row) => refInput(row)?.value === ref);
  const contentOf = (input) => input?.draftailEditor?.getEditorState().getCurrentContent();
  const textOf = (row) => contentOf(editorOf(row))?.getPlainText(" ").trim() || "";

  const isDeleted = (node) => {
    for (let child = node.closest("[data-streamfield-child]"); child; child = child.parentElement?.closest("[data-streamfield-child]")) {
      const mark = child.querySelector(':scope > input[type="hidden"][name$="-deleted"]');
      if (mark && mark.value) return true;
    }
    return false;
  };

  const calls = () => {
    const found = [];
    editorsIn(document.querySelector('[data-contentpath="body"]')).forEach((input) => {
      const content = contentOf(input);
      if (!content || isDeleted(input)) return;
      content.getBlockMap().forEach((block) => {
        block.findEntityRanges(
          (character) => {
            const key = character.getEntity();
            return key !== null && content.getEntity(key).getType() === "NOTE";
          },
          (start) => found.push({ ref: content.getEntity(block.getEntityAt(start)).getData().ref, input }),
        );
      });
    });
    return found;
  };

  /** The numbers as the reader will see them: in the order of the calls; notes that nothing calls come last. */
  const numbersNow = () => {
    const written = rowsOfNotes().map((row) => refInput(row)?.value);
    const order = [...new Set(calls().map((call) => call.ref))].filter((ref) => written.includes(ref));
    const called = new Set(order);
    written.forEach((ref) => called.has(ref) || order.push(ref));
    return { numbers: new Map(order.map((ref, index) => [ref, index + 1])), called };
  };

  const store = { numbers: new Map(), called: new Set(), listeners: new Set() };

  const freshRef = () => {
    const bytes = window.crypto.getRandomValues(new Uint8Array(6));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  /** Every row has a ref of its own, also when it was added by Wagtail's button. */
  const separateRefs = () => {
    const seen = new Set();
    rowsOfNotes().forEach((row) => {
      const input = refInput(row);
      if (!input) return;
      if (!input.value || seen.has(input.value)) input.value = freshRef();
      seen.add(input.value);
    });
  };

  const goToCall = (ref) => {
    const call = calls().find((found) => found.ref === ref);
    if (!call) return;
    call.input.draftailEditor.focus();
    const shown = document.querySelector(`[data-contentpath="body"] .commentary-call[data-ref="${CSS.escape(ref)}"]`);
    (shown || call.input.parentElement).scrollIntoView({ block: "center" });
  };

  const goToNote = (ref) => {
    const row = rowOf(ref);
    if (!row) return;
    const toggle = row.closest("[data-panel]")?.querySelector(":scope > .w-panel__header [data-panel-toggle]");
    if (toggle?.getAttribute("aria-expanded") === "false") toggle.click();
    row.scrollIntoView({ block: "center" });
    const input = editorOf(row);
    if (input?.draftailEditor) input.draftailEditor.focus();
  };

  /**
   * As goToNote, until the editor of a new row is there and keeps the focus: on a busy machine it comes late, and the
   * editor from which the note was called takes the focus once more when the call stands in its text.
   */
  const startWriting = (ref) => {
    let attempts = 100;
    let steady = 0;
    const isThere = () => document.activeElement?.isContentEditable && rowOf(ref)?.contains(document.activeElement);
    const timer = window.setInterval(() => {
      steady = isThere() ? steady + 1 : 0;
      if (!steady) goToNote(ref);
      attempts -= 1;
      if (steady >= 8 || attempts <= 0) window.clearInterval(timer);
    }, 60);
    document.addEventListener("pointerdown", () => window.clearInterval(timer), { once: true }); // who clicks goes elsewhere
  };

  const labelRow = (row) => {
    const ref = refInput(row)?.value;
    const heading = row.querySelector("[data-panel-heading-text]");
    if (!heading) return;
    const words = textOf(row);
    const about = store.called.has(ref) ? words && `: ${words.length > 40 ? `${words.slice(0, 40).trim()}…` : words}` : ` – ${say("notCalled")}`;
    const text = say("noteNumbered", { number: store.numbers.get(ref) || "?" }) + about;
    let label = heading.querySelector(".commentary-note-label");
    if (!label) {
      label = element("span", { class: "commentary-note-label" });
      heading.replaceChildren(label); // Wagtail's own counts the rows, not the calls
    }
    if (label.textContent !== text) label.textContent = text;
    let back = row.querySelector(".commentary-note-back");
    if (!back) {
      back = element("button", { type: "button", class: "button button-small button-secondary commentary-note-back" }, say("backToText"));
      back.addEventListener("click", () => goToCall(refInput(row).value));
      (row.querySelector(".w-panel__content") || row).append(back);
    }
    if (back.hidden !== !store.called.has(ref)) back.hidden = !store.called.has(ref);
  };

  let timer = null;
  const recount = () => {
    timer ??= window.setTimeout(() => {
      timer = null;
      if (!document.getElementById("id_notes-FORMS")) return;
      separateRefs();
      Object.assign(store, numbersNow());
      rowsOfNotes().forEach(labelRow);
      store.listeners.forEach((listener) => listener());
    }, 120);
  };

  const watch = () => {
    const form = document.getElementById("id_notes-FORMS")?.closest("form");
    if (!form) return;
    new MutationObserver(recount).observe(form, { childList: true, subtree: true, attributeFilter: ["class"] });
    recount();
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", watch);
  else watch();

  class NoteCall extends Component {
    componentDidMount() {
      this.listen = () => this.forceUpdate();
      store.listeners.add(this.listen);
      recount();
    }
    componentWillUnmount() {
      store.listeners.delete(this.listen);
      recount();
    }
    render() {
      const { entityKey, contentState, children } = this.props;
      const { ref } = contentState.getEntity(entityKey).getData();
      const number = store.numbers.get(ref);
      const row = number && rowOf(ref);
      const title = row ? `${say("noteNumbered", { number })}: ${textOf(row) || say("emptyNote")}` : say("noteMissing");
      return h(
        "span",
        {
          className: `commentary-call${row ? "" : " commentary-call--missing"}`,
          "data-ref": ref,
          "data-number": row ? number : "?",
          title,
          onClick: () => goToNote(ref),
        },
        children,
      );
    }
  }

  class NoteSource extends Component {
    componentDidMount() {
      const { entity } = this.props;
      if (entity) {
        this.props.onClose();
        goToNote(entity.getData().ref);
        return;
      }
      if (!document.getElementById("id_notes-ADD")) {
        this.props.onClose();
        return;
      }
      if (rowsOfNotes().length === 0) this.writeNew();
      else this.ask();
    }

    ask() {
      Object.assign(store, numbersNow());
      const rows = rowsOfNotes().sort((a, b) => store.numbers.get(refInput(a).value) - store.numbers.get(refInput(b).value));
      const choose = (value) => () => this.dialog.close(value);
      const list = element(
        "ul",
        { class: "commentary-dialog__list", "aria-label": say("existingNote") },
        ...rows.map((row) => {
          const ref = refInput(row).value;
          return element(
            "li",
            {},
            element(
              "button",
              { type: "button", class: "commentary-dialog__choice", onclick: choose(ref) },
              element("strong", {}, say("noteNumbered", { number: store.numbers.get(ref) })),
              ` ${textOf(row).slice(0, 140) || say("emptyNote")}`,
            ),
          );
        }),
      );
      this.dialog = openDialog({
        title: say("note"),
        content: [
          element("button", { type: "button", class: "button", autofocus: true, onclick: choose("new") }, say("newNote")),
          element("p", { class: "commentary-dialog__help" }, say("newNoteHelp")),
          element("h3", { class: "commentary-dialog__subtitle" }, say("existingNote")),
          list,
          element("button", { type: "button", class: "button button-secondary", onclick: choose("") }, say("cancel")),
        ],
        onClose: (value) => {
          if (value === "new") this.writeNew();
          else if (value) this.insert(value);
          else this.props.onClose();
        },
      });
    }

    writeNew() {
      document.getElementById("id_notes-ADD").click();
      const row = rowsOfNotes().pop();
      const ref = freshRef();
      refInput(row).value = ref;
      this.insert(ref);
      startWriting(ref);
    }

    insert(ref) {
      const { editorState, entityType, onComplete } = this.props;
      const selection = editorState.getSelection();
      const end = selection.merge({
        anchorKey: selection.getEndKey(),
        anchorOffset: selection.getEndOffset(),
        focusKey: selection.getEndKey(),
        focusOffset: selection.getEndOffset(),
        isBackward: false,
      });
      const content = editorState.getCurrentContent().createEntity(entityType.type, "IMMUTABLE", { ref });
      const called = Modifier.insertText(content, end, "*", undefined, content.getLastCreatedEntityKey());
      onComplete(EditorState.push(editorState, called, "insert-characters"));
      recount();
    }

    render() {
      return null;
    }
  }

  /* -- passages in another language -- */

  const COMMON = ["it", "fr", "de", "es", "la", "ar", "en"];
  const TAG = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;
  const nameOf = (tag) => {
    try {
      return new Intl.DisplayNames([document.documentElement.lang || "en"], { type: "language" }).of(tag) || tag;
    } catch {
      return tag;
    }
  };

  class ForeignSource extends Component {
    componentDidMount() {
      const { editorState, entity } = this.props;
      if (!entity && editorState.getSelection().isCollapsed()) {
        this.dialog = openDialog({
          title: say("foreign"),
          help: say("selectFirst"),
          content: [element("button", { type: "button", class: "button", autofocus: true, onclick: () => this.dialog.close("") }, say("cancel"))],
          onClose: () => this.props.onClose(),
        });
        return;
      }
      const current = entity ? entity.getData().lang : "it";
      const isCommon = COMMON.includes(current);
      const select = element(
        "select",
        { id: "commentary-language", autofocus: true },
        ...COMMON.map((tag) => element("option", { value: tag, selected: tag === current, lang: tag }, nameOf(tag))),
        element("option", { value: "", selected: !isCommon }, say("other")),
      );
      const other = element("input", { type: "text", id: "commentary-language-other", value: isCommon ? "" : current, autocapitalize: "off", spellcheck: "false" });
      const error = element("p", { class: "commentary-dialog__error", role: "alert", hidden: true }, say("unknownLanguage"));
      const otherField = element("div", { hidden: isCommon }, element("label", { for: "commentary-language-other" }, say("otherLanguage")), other, error);
      select.addEventListener("change", () => {
        otherField.hidden = select.value !== "";
        if (!otherField.hidden) other.focus();
      });
      const form = element(
        "form",
        {
          method: "dialog",
          onsubmit: (event) => {
            event.preventDefault();
            const tag = select.value || other.value.trim();
            error.hidden = TAG.test(tag);
            if (error.hidden) this.dialog.close(tag);
            else other.focus();
          },
        },
        element("label", { for: "commentary-language" }, say("language")),
        select,
        otherField,
        element(
          "div",
          { class: "commentary-dialog__buttons" },
          element("button", { type: "submit", class: "button" }, say("mark")),
          element("button", { type: "button", class: "button button-secondary", onclick: () => this.dialog.close("") }, say("cancel")),
        ),
      );
      this.dialog = openDialog({
        title: say("foreign"),
        help: say("foreignHelp"),
        content: [form],
        onClose: (tag) => (tag ? this.mark(tag) : this.props.onClose()),
      });
    }

    mark(lang) {
      const { editorState, entityType, onComplete } = this.props;
      const content = editorState.getCurrentContent().createEntity(entityType.type, "MUTABLE", { lang });
      onComplete(RichUtils.toggleLink(editorState, editorState.getSelection(), content.getLastCreatedEntityKey()));
    }

    render() {
      return null;
    }
  }

  const ForeignPassage = (props) => {
    const { lang } = props.contentState.getEntity(props.entityKey).getData();
    return h(
      "span",
      { className: "commentary-foreign", lang },
      h(draftail.TooltipEntity, { ...props, icon: h(window.wagtail.components.Icon, { name: "globe" }), label: nameOf(lang), url: null }),
    );
  };

  draftail.registerPlugin({ type: "NOTE", source: NoteSource, decorator: NoteCall }, "entityTypes");
  draftail.registerPlugin({ type: "FOREIGN", source: ForeignSource, decorator: ForeignPassage }, "entityTypes");
})();
