/** What the page knows: the five people, their conversations, and who is speaking now. */

/** The whole memory of the page. `people` maps a name to its record; `active` is a name. */
export function createStore() {
  return { people: new Map(), active: null };
}

/** Takes over the server's state. Keeps who is speaking; answers true if anybody is there. */
export function load(store, state) {
  store.people.clear();
  for (const person of state.people) {
    store.people.set(person.name, {
      name: person.name,
      label: person.label,
      blocked: Boolean(person.blocked),
      unread: person.unread ?? 0,
      commands: person.commands ?? [],
      keyboard: person.keyboard ?? null,
      messages: [...(person.messages ?? [])].sort((a, b) => a.id - b.id),
      typing: null,
    });
  }
  if (!store.people.has(store.active)) store.active = state.people[0]?.name ?? null;
  return store.active !== null;
}

/** The record of the person who speaks now. */
export function activePerson(store) {
  return store.people.get(store.active);
}

/** Puts a message in its place, by id; twice is the same as once. Answers true for a new one. */
export function putMessage(person, message) {
  const { messages } = person;
  let place = messages.length;
  while (place > 0 && messages[place - 1].id >= message.id) place -= 1;
  const known = messages[place]?.id === message.id;
  messages.splice(place, known ? 1 : 0, message);
  return !known;
}

/** Forgets a message. */
export function dropMessage(person, id) {
  person.messages = person.messages.filter((message) => message.id !== id);
}

/** The message with this id, or undefined. */
export function findMessage(person, id) {
  return person.messages.find((message) => message.id === id);
}

/** The person's last message of her own that can still be rewritten, or undefined. */
export function lastOwnText(person) {
  return person.messages.findLast((message) => message.from === "person" && message.kind === "text");
}

/** Unread messages of all people together. */
export function countUnread(store) {
  return [...store.people.values()].reduce((sum, person) => sum + person.unread, 0);
}

/** « Camille » and « citoyenne » out of « Camille, citoyenne ». */
export function splitLabel(label) {
  const [first, ...rest] = label.split(", ");
  return { first, role: rest.join(", ") };
}
