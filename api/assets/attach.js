// Pictures, videos and files that are sent into the conversation, one after another.

import { byId, button, element, problem } from "./dom.js";
import { sizeInWords } from "./blocks.js";
import { Failure, attachmentAddress, failureOf, newClientId, refusal, requestService } from "./server.js";
import { promptParts } from "./exits.js";
import { words } from "./words.js";

/** @typedef {import("./server.js").Attached} Attached */
/** @typedef {import("./conversation.js").Conversation} Conversation */
/** @typedef {import("./session.js").Session} Session */

export class Attachments {
  #input = byId("file", HTMLInputElement);
  #conversation;
  #session;
  /** One file after the other, so that each has the whole line. */
  #last = Promise.resolve();
  /** Told where a connection breaks, which is what happens to what is far too large. */
  #below = 0;

  /**
   * @param {Conversation} conversation
   * @param {Session} session
   */
  constructor(conversation, session) {
    this.#conversation = conversation;
    this.#session = session;
    byId("attach", HTMLButtonElement).addEventListener("click", () => this.#input.click());
    this.#input.addEventListener("change", () => {
      for (const file of this.#input.files ?? []) this.#put(file);
      // The same file can be chosen again.
      this.#input.value = "";
    });
  }

  /** @param {Awaited<ReturnType<typeof requestService>>["attachments"]} limits */
  accept({ kinds, bytes_below }) {
    this.#below = bytes_below;
    this.#input.accept = Object.values(kinds).flat().map((extension) => `.${extension}`).join(",");
  }

  /** @param {File} file */
  #put(file) {
    const place = this.#conversation.open(`${file.name}（${sizeInWords(file.size)}）`);
    const clientId = newClientId();
    this.#last = this.#last.then(() => this.#send(file, place, clientId));
  }

  /**
   * @param {File} file
   * @param {HTMLElement} place
   * @param {string} clientId The same when it is sent again, so that it is kept once.
   */
  async #send(file, place, clientId) {
    const abort = new AbortController();
    const bar = element("progress", { max: "1", value: "0" });
    const told = element("span", {}, words.uploading("0%"));
    const cancel = button(words.cancel, "plain", () => abort.abort());
    place.replaceChildren(element("p", { class: "upload" }, bar, told, cancel));
    try {
      const target = attachmentAddress(await this.#session.begun(), { name: file.name, clientId });
      const sent = await this.#upload(target, file, { signal: abort.signal, progress: (part) => {
        bar.value = part;
        told.textContent = words.uploading(`${Math.floor(part * 100)}%`);
      } });
      place.replaceChildren(...promptParts(sent, this.#session));
    } catch (thrown) {
      const failure = failureOf(thrown);
      const passes = this.#session.forget(failure.code) || failure.remedy === "retry";
      const again = passes ? button(words.retry, "boxed", () => this.#send(file, place, clientId)) : undefined;
      place.replaceChildren(problem(failure, again));
    }
  }

  /**
   * `fetch` does not tell how far a request is.
   * @param {string} target
   * @param {File} file
   * @param {{ signal: AbortSignal, progress: (part: number) => void }} given
   * @returns {Promise<Attached>}
   */
  #upload(target, file, { signal, progress }) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("POST", target);
      request.setRequestHeader("Content-Type", "application/octet-stream");
      request.upload.addEventListener("progress", ({ loaded, total }) => progress(total ? loaded / total : 0));
      request.addEventListener("load", () => {
        if (request.status === 200) resolve(JSON.parse(request.responseText));
        else reject(refusal(request.status, request.responseText));
      });
      request.addEventListener("error", () => reject(new Failure(words.uploadBroken(sizeInWords(this.#below)), "retry")));
      request.addEventListener("abort", () => reject(new Failure(words.uploadCancelled, "retry")));
      signal.addEventListener("abort", () => request.abort());
      request.send(file);
    });
  }
}
