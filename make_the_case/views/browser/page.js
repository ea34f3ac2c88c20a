// What only the page in the browser knows or can do: whether the server answers, what was typed that it never got, which
// links were opened here, that a menu over the page should close when a page is chosen and that a page begins at its head, and a
// file to keep on this computer. No text that somebody typed is ever read as HTML.

const REST_MS = 500; // a run may follow another at once: only then is the page at rest
const SOON_MS = 300; // a page that is being left, or finds another process at once, loses its connection too, and says nothing
const RECENT_MS = 60_000;
const NARROW = 768; // Streamlit lays the menu over the page below this
const LINKS = "make-the-case:links";
const MOST_LINKS = 200;

const typed = new Map(); // element → {key, label, shown, value, sent, isCutOff}: typed, and no run of the server has ended since; sent says when
let component = null;
let isOut = false; // of connection
let outs = 0;
let isLost = false; // for so long that the page says so
let isSending = false; // what was typed meanwhile, one field after the other
let acted = 0;
let resting = null;
let hasRun = false;
let ended = 0; // when the last run of the server came to its end
let soon = null;
let banner = null;
let sentLinks = null;

const app = () => document.querySelector("[data-testid=stApp]");
const isConnected = () => app()?.dataset.testConnectionState === "CONNECTED";
const isAtRest = () => app()?.dataset.testScriptState === "notRunning";
const words = () => component.data.words;
const later = (wait) => new Promise((done) => setTimeout(done, wait));

// What is typed --------------------------------------------------------------------------------------------------

const isField = (element) =>
  element instanceof HTMLElement &&
  element.matches("[data-testid=stMain] :is(input:not([type=file], [role=combobox]), textarea)");
const valueOf = (field) => (["checkbox", "radio"].includes(field.type) ? String(field.checked) : field.value);
const containerOf = (field) => field.closest("[data-testid=stElementContainer]") ?? field;
const labelOf = (field) =>
  (field.getAttribute("aria-label") || field.labels?.[0]?.innerText || containerOf(field).innerText || "").split("\n")[0].trim();
// Which widget it is, by the class that Streamlit gives one with a key: a label may stand twice, and on the next page again.
const keyOf = (field) => [...(field.closest("[class*=st-key-]")?.classList ?? [])].find((name) => name.startsWith("st-key-")) ?? "";
const isBox = (field) => ["checkbox", "radio"].includes(field.type);

function onFocus(event) {
  if (isField(event.target) && !typed.has(event.target)) event.target.mtcBefore = valueOf(event.target);
}

function onInput(event) {
  const field = event.target;
  if (!isField(field)) return;
  const last = typed.get(field);
  const shown = last ? [...last.shown, ...(last.sent ? [last.value] : [])] : [field.mtcBefore ?? ""]; // what the case may say
  typed.set(field, { key: keyOf(field), label: labelOf(field), shown, value: valueOf(field), sent: isBox(field) ? Date.now() : 0 });
}

function onSent(event) {
  if (event.type === "keydown" && event.key !== "Enter") return;
  if (event.target.disabled) return; // it is left because the connection is lost, in the middle perhaps of what was to be typed
  const entry = typed.get(event.target);
  if (entry) entry.sent ||= Date.now();
}

function onClick(event) {
  const hit = event.target instanceof Element ? event.target : null;
  if (hit?.closest("[data-testid=stMain] button, [data-testid=stSidebar] button, [role=option]")) acted = Date.now();
  if (hit?.closest("[data-testid=stSidebar] a") && window.innerWidth < NARROW) closeMenu();
}

function closeMenu() {
  document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click();
  document.querySelector("[data-testid=stMain]")?.focus({ preventScroll: true });
}

// The connection -------------------------------------------------------------------------------------------------

function look() {
  if (!component) return;
  if (!isConnected()) {
    if (!isOut) goOut();
  } else if (isOut) {
    back();
  }
  if (isAtRest() && hasRun) ended = Date.now();
  hasRun = !isAtRest();
  clearTimeout(resting);
  if (!isOut && !isSending && isAtRest()) resting = setTimeout(rest, REST_MS);
}

function goOut() {
  isOut = true;
  outs += 1;
  for (const entry of typed.values()) entry.isCutOff ||= !entry.sent; // the field takes no more keys from now on
  soon = setTimeout(lose, SOON_MS);
}

function rest() {
  for (const [field, entry] of typed) {
    if (field.isConnected && !(entry.sent && entry.sent < ended)) continue;
    typed.delete(field);
    field.mtcBefore = valueOf(field); // still in focus, it is what the next typing goes on from
  }
  if (acted < ended) acted = 0;
}

function lose() {
  isLost = true;
  const lost = unsent();
  for (const { field } of lost) containerOf(field).setAttribute("data-mtc-not-kept", words().mark);
  const last = hasActed() ? [words().last] : [];
  say("lost", [words().lost, ...last], [words().notKept, lost]);
}

// Returns what was typed that the server may not have taken.
const unsent = () =>
  [...typed].map(([field, entry]) => ({ field, ...entry })).filter(({ value, shown }) => value !== shown.at(-1));
const hasActed = () => Date.now() - acted < RECENT_MS;

// However short it was: the page may be with another process now, which knows nothing of what the first was sent.
async function back() {
  clearTimeout(soon);
  isOut = false;
  isSending = true;
  const before = outs;
  const holds = () => outs === before;
  const typedBefore = new Set(typed.keys());
  const since = Date.now();
  component.setTriggerValue("back", since);
  // Only once the server has drawn the page does a field show what the case says, and not what was sent and never taken.
  await settled(() => ended > since || !holds());
  const gone = [];
  const found = unsent().filter(({ field, sent }) => sent || typedBefore.has(field));
  for (const entry of found) if (holds() && !(await send(entry))) gone.push(entry);
  if (!holds()) return; // lost once more: what was typed is still known, and is sent the next time
  document.querySelectorAll("[data-mtc-not-kept]").forEach((marked) => marked.removeAttribute("data-mtc-not-kept"));
  const isSent = (entry) => !gone.includes(entry) && !entry.field.closest("[data-testid=stForm]");
  const cutOff = found.filter((entry) => entry.isCutOff && !gone.includes(entry));
  const said = [words().back, ...(found.some(isSent) ? [words().sent] : []), ...(hasActed() ? [words().last] : [])];
  if (isLost || gone.length || cutOff.length || hasActed()) say("back", said, [words().notKept, gone], [words().cutOff, cutOff]);
  isLost = false;
  isSending = false;
  typed.clear();
  acted = 0;
}

// Sends what was typed into a field, and returns whether it could be.
async function send({ field: typedInto, key, label, shown, value }) {
  const isThere = typedInto.isConnected && keyOf(typedInto) === key;
  const field = isThere ? typedInto : drawnAnew(typedInto, key, label);
  if (!field) return false;
  // The case says what it said before, so the server that is gone never took it, and nobody else has changed it.
  if (shown.includes(valueOf(field)) && !isBox(field)) {
    const owner = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
    Object.getOwnPropertyDescriptor(owner.prototype, "value").set.call(field, value); // as typing does: React watches its own
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  if (valueOf(field) !== value) return false; // somebody else has changed it, or it is a box that shows again what the case says
  field.focus({ preventScroll: true });
  field.blur(); // leaving the field sends it now, as it would have then
  await settled();
  return true;
}

// Returns the field that stands for one that the page has drawn anew since, where there is one alone.
function drawnAnew(field, key, label) {
  const all = key ? [...document.querySelectorAll(`.${CSS.escape(key)} ${field.tagName}`)] : [];
  const alike = all.filter((other) => isField(other) && other.type === field.type && labelOf(other) === label);
  return alike.length === 1 ? alike[0] : null;
}

async function settled(hasRunSince = () => true) {
  await later(REST_MS);
  for (let tried = 0; tried < 600 && !(isConnected() && isAtRest() && hasRunSince()); tried += 1) await later(100);
  await later(REST_MS);
}

const quoted = ({ field, label, value }) =>
  isBox(field) ? `\u201c${label}\u201d` : `\u201c${label}\u201d: ${value === "" ? words().nothing : value}`;

// The words ------------------------------------------------------------------------------------------------------

function say(kind, sentences, ...lists) {
  hush();
  banner = document.createElement("div");
  banner.className = "mtc-connection";
  banner.setAttribute("role", kind === "lost" ? "alert" : "status");
  banner.dataset.kind = kind;
  document.body.classList.toggle("mtc-is-lost", kind === "lost");
  const shows = Object.assign(document.createElement("span"), { className: "mtc-shows", textContent: words().shows });
  banner.append(paragraph(`${sentences[0]} `, shows, ` ${sentences.slice(1).join(" ")}`));
  for (const [lead, entries] of lists) {
    if (!entries.length) continue;
    const list = document.createElement("ul");
    for (const entry of entries) list.append(Object.assign(document.createElement("li"), { textContent: quoted(entry) }));
    banner.append(paragraph(lead), list);
  }
  if (kind === "back") {
    const close = Object.assign(document.createElement("button"), { type: "button", textContent: words().close });
    close.addEventListener("click", hush);
    banner.append(close);
  }
  document.body.append(banner);
}

function hush() {
  banner?.remove();
  banner = null;
  document.body.classList.remove("mtc-is-lost");
}

function paragraph(...parts) {
  const made = document.createElement("p");
  made.append(...parts);
  return made;
}

// Links that were opened here ------------------------------------------------------------------------------------

function read() {
  try {
    const found = JSON.parse(localStorage.getItem(LINKS) ?? "[]");
    return Array.isArray(found) ? found.filter((link) => typeof link === "string").slice(0, MOST_LINKS) : [];
  } catch {
    return null; // this browser keeps nothing, or not for this page
  }
}

function write(links) {
  try {
    if (links.length) localStorage.setItem(LINKS, JSON.stringify(links.slice(0, MOST_LINKS)));
    else localStorage.removeItem(LINKS);
  } catch {
    // this browser keeps nothing: the list says so
  }
}

function remember() {
  const { remembers, links, forget } = component.data;
  if (!remembers) return;
  const before = read() ?? [];
  const after = [...new Set([...links, ...before])].filter((known) => !forget.includes(known));
  if (JSON.stringify(before) !== JSON.stringify(after)) write(after);
  tell();
}

function tell() {
  if (!component?.data.asks) return;
  const links = read() ?? "none are kept";
  const text = JSON.stringify(links);
  if (text === sentLinks) return;
  sentLinks = text;
  component.setStateValue("links", links);
}

// Another page ---------------------------------------------------------------------------------------------------

let where = location.pathname;

// A button that leads to another page leaves the reader as far down as they were on the one before: they begin at its head, as by a link.
function arrive() {
  if (location.pathname === where) return;
  where = location.pathname;
  document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);
}

// A file to keep on this computer ------------------------------------------------------------------------------

let given = null; // which file was given last: the server sends it until it hears that it has arrived

function give() {
  const file = component.data.file;
  if (!file || file.id === given) return;
  given = file.id;
  const url = URL.createObjectURL(new Blob([file.text], { type: file.type }));
  Object.assign(document.createElement("a"), { href: url, download: file.name }).click();
  setTimeout(() => URL.revokeObjectURL(url), RECENT_MS);
  component.setTriggerValue("given", file.id);
}

// Amounts --------------------------------------------------------------------------------------------------------

// A browser may end a line between a minus and a pound sign: what is lost would read as what is gained.
const MINUS_AND_POUND = /(\u2212)(?=£)/g;

function keepWhole(root) {
  const texts = root.nodeType === Node.TEXT_NODE ? [root] : [];
  if (root instanceof HTMLElement && root.textContent.includes("\u2212£")) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) texts.push(walker.currentNode);
  }
  for (const text of texts) {
    if (text.data.includes("\u2212£") && !text.parentElement?.closest("script, style, textarea, code, svg"))
      text.data = text.data.replace(MINUS_AND_POUND, "$1\u2060");
  }
}

function onDrawn(changes) {
  arrive();
  for (const change of changes) {
    if (change.type === "characterData") keepWhole(change.target);
    for (const node of change.addedNodes) keepWhole(node);
  }
}

// Beginning ------------------------------------------------------------------------------------------------------

let isListening = false;

function listen() {
  if (isListening) return;
  isListening = true;
  document.addEventListener("focusin", onFocus, true);
  document.addEventListener("input", onInput, true);
  document.addEventListener("focusout", onSent, true);
  document.addEventListener("keydown", onSent, true);
  document.addEventListener("click", onClick, true);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && component?.data.asks && isConnected()) component.setTriggerValue("seen", Date.now());
  });
  window.addEventListener("storage", (event) => event.key === LINKS && tell());
  keepWhole(document.body);
  new MutationObserver(onDrawn).observe(document.body, { childList: true, subtree: true, characterData: true });
  new MutationObserver(look).observe(app(), {
    attributes: true,
    attributeFilter: ["data-test-connection-state", "data-test-script-state"],
  });
}

export default function (found) {
  component = found;
  const shown = banner?.querySelector(".mtc-shows");
  if (shown && !isLost) shown.textContent = words().shows;
  listen();
  remember();
  give();
  look();
}
