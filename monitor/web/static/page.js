// What the page does beyond links and forms; everything works without it.
"use strict";

const policy = window.trustedTypes
  ? window.trustedTypes.createPolicy("own", { createHTML: (html) => html })
  : { createHTML: (html) => html };

// A part of a page as our server has rendered it, with everything in it escaped.
function parsed(html) {
  return new DOMParser().parseFromString(policy.createHTML(html), "text/html");
}

function say(text) {
  document.getElementById("said").textContent = text;
}

async function ask(path, options = {}) {
  const answer = await fetch(path, { headers: { "x-part": "1" }, redirect: "error", ...options });
  if (!answer.ok) throw new Error((await answer.text()) || "That didn’t work.");
  return answer;
}

// Why it matched: the link to the match's page opens and closes it in place.
for (const link of document.querySelectorAll("[data-why]")) {
  link.setAttribute("role", "button");
  link.setAttribute("aria-expanded", "false");
}

async function why(link) {
  const row = link.closest(".match");
  let body = row.querySelector(".reasons");
  if (!body) {
    body = document.createElement("div");
    body.className = "reasons";
    body.hidden = true;
    const answer = await ask(link.href);
    body.replaceChildren(...parsed(await answer.text()).body.childNodes);
    row.append(body);
  }
  body.hidden = !body.hidden;
  link.setAttribute("aria-expanded", String(!body.hidden));
}

function whyOf(event) {
  const link = event.target.closest && event.target.closest("[data-why]");
  const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  return link && !elsewhere ? link : null;
}

document.addEventListener("click", (event) => {
  const link = whyOf(event);
  if (!link) return;
  event.preventDefault();
  why(link).catch(() => { window.location.href = link.href; });
});
document.addEventListener("keydown", (event) => {
  if (event.key !== " " || !whyOf(event)) return;
  event.preventDefault();
  event.target.click();
});

// Votes: counted without leaving the page.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!("quiet" in form.dataset)) return;
  event.preventDefault();
  const pressed = event.submitter;
  const values = new URLSearchParams(new FormData(form));
  values.set(pressed.name, pressed.value);
  const wrong = form.parentElement.querySelector(".wrong");
  if (wrong) wrong.remove();
  try {
    await ask(form.action, { method: "POST", body: values });
  } catch (error) {
    const place = document.createElement("span");
    place.className = "wrong";
    place.setAttribute("role", "alert");
    place.textContent = error.message;
    form.after(place);
    return;
  }
  const vote = values.get("vote");
  for (const button of form.querySelectorAll("[data-vote]")) {
    const chosen = button.dataset.vote === vote;
    button.setAttribute("aria-pressed", String(chosen));
    button.value = chosen ? "none" : button.dataset.vote;
  }
  say(vote === "none" ? "Vote taken back." : `Voted ${vote}.`);
});

// Today grows while one looks at it.
function grow(list, fresh) {
  const wanted = [...fresh.children];
  const known = new Map([...list.children].map((row) => [row.dataset.key, row]));
  let added = 0;
  wanted.forEach((row, place) => {
    const old = known.get(row.dataset.key);
    known.delete(row.dataset.key);
    let now = old;
    if (!old) {
      added += 1;
      row.classList.add("fresh");
      now = row;
    } else if (old.dataset.version !== row.dataset.version && !old.contains(document.activeElement)) {
      row.classList.add("fresh");
      old.replaceWith(row);
      now = row;
    }
    if (list.children[place] !== now && !(old && old.contains(document.activeElement))) {
      list.insertBefore(now, list.children[place] || null);
    }
  });
  for (const gone of known.values()) if (!gone.contains(document.activeElement)) gone.remove();
  return added;
}

async function refresh(path) {
  const fresh = parsed(await (await ask(path)).text());
  const news = document.getElementById("news");
  const parts = [...news.querySelectorAll("[data-swap]")];
  fresh.querySelectorAll("[data-swap]").forEach((part, place) => {
    if (!parts[place].contains(document.activeElement)) parts[place].replaceWith(part);
  });
  const list = news.querySelector("[data-list]");
  const added = grow(list, fresh.querySelector("[data-list]"));
  if (added) {
    for (const empty of list.parentElement.querySelectorAll(".empty")) empty.remove();
    say(added === 1 ? "One new story." : `${added} new stories.`);
  }
}

function live(sign) {
  const word = sign.querySelector(".word");
  let source = null;
  let asking = false;
  let again = false;
  const show = (state, text) => {
    sign.hidden = false;
    sign.dataset.state = state;
    word.textContent = text;
  };
  const update = async () => {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    try {
      await refresh(sign.dataset.live);
    } catch {
      show("off", "not live");
    }
    asking = false;
    if (again) {
      again = false;
      update();
    }
  };
  let before = false;
  const open = () => {
    source = new EventSource("/live");
    source.addEventListener("hello", () => {
      show("on", "live");
      if (before) update();
      before = true;
    });
    source.addEventListener("news", update);
    source.addEventListener("error", () => show("off", "not live"));
  };
  // A browser has few connections to one host: a page nobody sees needs none.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && source) {
      source.close();
      source = null;
    } else if (!document.hidden && !source) {
      open();
    }
  });
  if (!document.hidden) open();
}

// The workbench: what a rule would find, as it is typed.
function bench(form) {
  const field = form.elements.rule;
  const place = document.getElementById("trial");
  const page = String(Math.random()).slice(2);
  let timer = 0;
  let before = null;
  let last = null;
  const tryIt = async () => {
    const text = field.value;
    if (text === last) return;
    last = text;
    if (before) before.abort();
    const now = new AbortController();
    before = now;
    place.setAttribute("aria-busy", "true");
    if (!place.querySelector(".canonical, .mistake")) {
      const wait = document.createElement("p");
      wait.className = "quiet";
      wait.textContent = "Looking at the last 30 days …";
      place.replaceChildren(wait);
    }
    const values = new URLSearchParams({
      form_token: form.elements.form_token.value,
      name: form.elements.name.value,
      rule: text,
      page,
    });
    try {
      const answer = await ask(form.action, { method: "POST", body: values, signal: now.signal });
      if (answer.status === 200) {
        place.replaceChildren(...parsed(await answer.text()).body.childNodes);
      }
    } catch (error) {
      if (now.signal.aborted) return;
      place.textContent = error.message;
      last = null;
    }
    if (before === now) {
      place.setAttribute("aria-busy", "false");
      history.replaceState(null, "", address(text));
    }
  };
  const address = (text) => {
    const query = new URLSearchParams({ name: form.elements.name.value, rule: text });
    return `/workbench?${query}`;
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(tryIt, 300);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      clearTimeout(timer);
      tryIt();
    }
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter && event.submitter.hasAttribute("formaction")) return;
    event.preventDefault();
    tryIt();
  });
  if (field.value.trim()) tryIt();
  else field.focus();
}

const sign = document.querySelector("[data-live]");
if (sign) live(sign);
const form = document.querySelector("[data-bench]");
if (form) bench(form);
// On a phone what narrows a search down waits until it is asked for.
if (window.matchMedia("(max-width: 52rem)").matches) {
  const wrong = document.querySelector("main [role=alert]");
  for (const details of document.querySelectorAll("details.narrow")) details.open = Boolean(wrong);
}
