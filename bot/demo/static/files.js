/** A file of this computer, sent as a document. The input in index.html says which, and how large. */

import { sendFile } from "./api.js";

const REFUSED = { 413: "file_large", 415: "file_kind", 422: "file_empty" };

/**
 * Answers `choose()`, which opens the computer's own window of files.
 * `who()` names the person who sends; `complain(key)` is told why a file has not gone.
 */
export function createFiles({ input, who, complain }) {
  const kinds = input.accept.split(",");
  const most = Number(input.dataset.most);

  input.addEventListener("change", async () => {
    const [file] = input.files;
    input.value = ""; // so that the same file can be chosen again
    if (!file) return;
    const refused = refuse(file) ?? (await send(file));
    if (refused) complain(refused);
  });

  function refuse(file) {
    if (!kinds.some((kind) => file.name.toLowerCase().endsWith(kind))) return "file_kind";
    if (file.size > most) return "file_large";
    return file.size ? null : "file_empty";
  }

  async function send(file) {
    try {
      await sendFile(who(), file);
      return null;
    } catch (error) {
      return REFUSED[error.status] ?? "file_lost";
    }
  }

  return { choose: () => input.click() };
}
