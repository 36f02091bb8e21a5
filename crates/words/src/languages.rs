//! The languages of the Union.

/// A language and how its speakers write its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language {
    /// BCP 47.
    pub tag: &'static str,
    pub name: &'static str,
}

/// What is shown where a language has no words yet.
pub const FALLBACK: &str = "en";

/// The 24 official languages, in the order of their tags.
pub fn languages() -> &'static [Language] {
    macro_rules! all {
        ($($tag:literal $name:literal),+ $(,)?) => { &[$(Language { tag: $tag, name: $name }),+] };
    }
    all!(
        "bg" "български", "cs" "čeština", "da" "dansk", "de" "Deutsch", "el" "ελληνικά", "en" "English",
        "es" "español", "et" "eesti", "fi" "suomi", "fr" "français", "ga" "Gaeilge", "hr" "hrvatski",
        "hu" "magyar", "it" "italiano", "lt" "lietuvių", "lv" "latviešu", "mt" "Malti", "nl" "Nederlands",
        "pl" "polski", "pt" "português", "ro" "română", "sk" "slovenčina", "sl" "slovenščina", "sv" "svenska",
    )
}
