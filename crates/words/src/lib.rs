//! Every text people read, as Fluent messages.
//!
//! A language is a folder under `locales/`: `mail.ftl`, `data.ftl` and `page/`; one that has no words yet falls back to English.
//! Mails are written here. The page fetches its words (`frontend/words.js`), one language and no mail, and of this
//! crate it uses the list of languages only.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

mod languages;

pub use languages::{FALLBACK, Language, languages};

/// The messages of one language for one purpose.
pub struct Bundle {
    language: &'static str,
    messages: FluentBundle<FluentResource>,
}

/// The words of one language, read when they are first needed and once.
type Words = LazyLock<Bundle>;

/// The fallback first.
static MAIL: [Words; 1] = [LazyLock::new(|| Bundle::read("en", &[include_str!("../locales/en/mail.ftl")]))];

static OWN_DATA: [Words; 1] =
    [LazyLock::new(|| Bundle::read("en", &[include_str!("../locales/en/data.ftl")]))];

/// The words of the page with everything that is held about somebody, in `language` or in English.
pub fn own_data(language: &str) -> &'static Bundle {
    in_language(&OWN_DATA, language)
}

/// The words of the mails, in `language` or in English.
pub fn mail(language: &str) -> &'static Bundle {
    in_language(&MAIL, language)
}

fn in_language(all: &'static [Words], language: &str) -> &'static Bundle {
    all.iter().find(|words| words.language == language).unwrap_or(&all[0])
}

impl Bundle {
    /// The messages of `files`; a faulty one is left out and shows as its key, which the tests refuse.
    pub fn read(language: &'static str, files: &[&str]) -> Self {
        let identifier: LanguageIdentifier = language.parse().unwrap_or_default();
        let mut messages = FluentBundle::new_concurrent(vec![identifier]);
        // Isolation marks would be copied along with every name; all our languages run the same way.
        messages.set_use_isolating(false);
        for file in files {
            let resource =
                FluentResource::try_new((*file).to_owned()).unwrap_or_else(|(resource, _)| resource);
            messages.add_resource_overriding(resource);
        }
        Self { language, messages }
    }

    /// The language these words are really in, as a BCP 47 tag.
    pub fn language(&self) -> &'static str {
        self.language
    }

    pub fn has(&self, key: &str) -> bool {
        self.messages.get_message(key).is_some_and(|message| message.value().is_some())
    }

    /// The message of that key; the key itself where there is none. Whole numbers among the arguments choose
    /// plural forms: `{ $count -> [one] one request *[other] { $count } requests }`.
    pub fn text(&self, key: &str, args: &[(&str, &str)]) -> String {
        let Some(pattern) = self.messages.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        let args: FluentArgs = args.iter().map(|(name, value)| (*name, argument(value))).collect();
        let mut faults = Vec::new();
        self.messages.format_pattern(pattern, Some(&args), &mut faults).into_owned()
    }
}

impl std::fmt::Debug for Bundle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bundle").field("language", &self.language).finish_non_exhaustive()
    }
}

/// A number only where it would be written the same: `0000` is the code of a place.
fn argument(value: &str) -> FluentValue<'_> {
    match value.parse::<u32>() {
        Ok(number) if number.to_string() == value => FluentValue::from(number),
        _ => FluentValue::from(value),
    }
}
