// The words of the page: Fluent messages, fetched one language at a time, so that a reader downloads no other.
import { FluentBundle, FluentResource } from "@fluent/bundle";

/** Addresses by language; the build puts them in. */
const addresses = WORDS;
const FALLBACK = "en";
/** What the page remembers in the browser for people who are not signed in. */
const REMEMBERED = "hilum-language";

let bundle;

/** The language remembered or, without one, the browser's; without the region. */
export function preferredLanguage() {
  return (remembered() ?? navigator.language ?? FALLBACK).split("-")[0];
}

function remembered() {
  try {
    return localStorage.getItem(REMEMBERED);
  } catch {
    return null; // refused in some private windows
  }
}

/** Takes the words of a language, or English where there are none yet, and says which it has become. */
export async function loadWords(wanted) {
  const language = wanted in addresses ? wanted : FALLBACK;
  const answer = await fetch(addresses[language]);
  if (!answer.ok) throw new Error(`no words for ${language}: ${answer.status}`);
  const fresh = new FluentBundle(language, { useIsolating: false });
  fresh.addResource(new FluentResource(await answer.text()));
  bundle = fresh;
  document.documentElement.lang = language;
}

/** The same, for good. */
export async function chooseLanguage(wanted) {
  await loadWords(wanted);
  try {
    localStorage.setItem(REMEMBERED, wanted);
  } catch {
    // then it is not remembered
  }
}

/** The message of a key, the key itself where there is none. `args` is a plain object of texts. */
export function text(key, args) {
  const pattern = bundle?.getMessage(key)?.value;
  if (!pattern) return key;
  for (const name in args) {
    // Whole numbers choose plural forms; 0000 is the code of a place and stays as it is.
    if (/^(0|[1-9][0-9]{0,8})$/.test(args[name])) args[name] = Number(args[name]);
  }
  return bundle.formatPattern(pattern, args, []);
}
