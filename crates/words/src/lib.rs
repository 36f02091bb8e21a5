//! Every text people read, as Fluent messages.
//!
//! The page and the mails are separate bundles, so that the download carries no mail: the linker drops what
//! nobody calls. A language is a folder under `locales/`; one that has no words yet falls back to English.

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

/// Files by language, the fallback first.
type Files = &'static [(&'static str, &'static [&'static str])];

/// The files of a language's page: keys are unique across all of them.
macro_rules! page_files {
    ($language:literal: $($name:literal),+ $(,)?) => {
        ($language, &[$(include_str!(concat!("../locales/", $language, "/page/", $name, ".ftl"))),+])
    };
}

const PAGE: Files = &[page_files!(
    "en": "shared", "shell", "sign_in", "home", "preferences", "user_data", "training", "privacy", "support", "wizard",
    "request", "my_access", "decide", "activate",
)];

/// Apart from the page's, so that the linker leaves them out of the page.
const MAIL: Files = &[("en", &[include_str!("../locales/en/mail.ftl")])];

/// The words of the page, in `language` or in English.
pub fn page(language: &str) -> Bundle {
    Bundle::new(PAGE, language)
}

/// The words of the mails, in `language` or in English.
pub fn mail(language: &str) -> Bundle {
    Bundle::new(MAIL, language)
}

impl Bundle {
    fn new(languages: Files, language: &str) -> Self {
        let (language, files) = languages.iter().find(|(tag, _)| *tag == language).unwrap_or(&languages[0]);
        let identifier: LanguageIdentifier = language.parse().unwrap_or_default();
        let mut messages = FluentBundle::new_concurrent(vec![identifier]);
        // Isolation marks would be copied along with every name; all our languages run the same way.
        messages.set_use_isolating(false);
        for file in *files {
            // A faulty message is left out and shows as its key; the tests refuse such a file.
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
