/** The page's talk with the demo server: commands go out as POST, news come in as an event stream. */

const EVENTS = ["message", "edited", "deleted", "typing", "toast", "clock", "commands", "keyboard"];
const PAUSES_MS = [500, 1000, 2000, 4000, 8000];
const PATIENCE_MS = 20_000;
/** Moving the clock by a week makes the bot work through all that was due. */
const CLOCK_PATIENCE_MS = 300_000;

/** POST /demo/`action` with a JSON body; resolves to the answer, rejects when it did not arrive. */
export async function post(action, body) {
  const answer = await fetch(`/demo/${action}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(action === "clock" ? CLOCK_PATIENCE_MS : PATIENCE_MS),
  });
  if (!answer.ok) throw new Error(`/demo/${action}: ${answer.status}`);
  return answer.json().catch(() => ({}));
}

/** POST /demo/file: `file` as a document of `person`; rejects with the server's `status`, if any. */
export async function sendFile(person, file) {
  const answer = await fetch(`/demo/file?${new URLSearchParams({ person, name: file.name })}`, {
    method: "POST",
    headers: { "Content-Type": "application/octet-stream" },
    body: file,
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (!answer.ok) throw Object.assign(new Error(`/demo/file: ${answer.status}`), { status: answer.status });
}

/**
 * Follows the server for the life of the page. After every (re)connection the whole state is read
 * again and handed to `onState`; what happened meanwhile follows through `onEvent(kind, data)`.
 * `onLost` is told each time a connection ends or cannot be made.
 */
export function follow({ onState, onEvent, onLost }) {
  let failures = 0;
  connect();

  function connect() {
    const stream = new EventSource("/demo/stream");
    const early = []; // events that arrive before the state does
    let live = false;
    let ended = false;

    stream.onopen = async () => {
      const state = await readState().catch(() => null);
      if (ended) return;
      if (!state) return end();
      failures = 0;
      live = true;
      onState(state);
      for (const [kind, data] of early) onEvent(kind, data);
    };
    stream.onerror = end;
    for (const kind of EVENTS) {
      stream.addEventListener(kind, ({ data }) => {
        if (live) onEvent(kind, JSON.parse(data));
        else early.push([kind, JSON.parse(data)]);
      });
    }

    function end() {
      if (ended) return;
      ended = true;
      stream.close();
      onLost();
      setTimeout(connect, PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)]);
      failures += 1;
    }
  }
}

async function readState() {
  const answer = await fetch("/demo/state", { signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!answer.ok) throw new Error(`/demo/state: ${answer.status}`);
  return answer.json();
}
