//! What makes a new password weak.

use hilum_domain::registration::check_password_length;
use hilum_domain::{FieldCode, FieldError};
use zxcvbn::{Score, zxcvbn};

/// Longer texts are not guessed from lists, and looking for patterns in them takes time.
const LOOKED_AT: usize = 72;
/// So many letters must be left once the words of the site are taken out.
const LEFT: usize = 8;
/// What anybody tries first at this place, besides the parts of its own address (ASVS 6.2.11).
const SITE_WORDS: [&str; 37] = [
    "hilum",
    "portal",
    "cpms",
    "eulogin",
    "login",
    "ern",
    "erns",
    "network",
    "clinical",
    "clinic",
    "hospital",
    "patient",
    "helpdesk",
    "coordinator",
    "bond",
    "cranio",
    "endo-ern",
    "epicare",
    "erknet",
    "ernica",
    "euracan",
    "eurobloodnet",
    "eurogen",
    "euro-nmd",
    "genturis",
    "guard-heart",
    "ithaca",
    "lung",
    "metabern",
    "paedcan",
    "rare-liver",
    "reconnet",
    "rita",
    "rnd",
    "skin",
    "transplantchild",
    "vascern",
];

/// The words of this very place: those of all Hilums, and the parts of the name it is reached by.
pub(super) fn site_words(public_url: &str) -> Vec<String> {
    let host = public_url.parse::<url::Url>().ok().and_then(|url| url.host_str().map(str::to_lowercase));
    let parts: Vec<String> = host.iter().flat_map(|host| host.split(['.', '-'])).map(str::to_owned).collect();
    let known = SITE_WORDS.iter().map(|word| (*word).to_owned());
    let mut words: Vec<String> = known.chain(parts).filter(|word| word.chars().count() >= 3).collect();
    // "eurogen" before "euro": of the longer word nothing is left over.
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words
}

/// Its length, its closeness to the person's own name or address or to the name of the site, or that it is among the
/// first to be guessed (lists of common passwords, words, dates and patterns, all of them embedded). `password` in NFC.
pub(super) fn faults(field: &str, password: &str, personal: &[String], site: &[String]) -> Vec<FieldError> {
    let mut faults = Vec::new();
    check_password_length(&mut faults, field, password);
    if !faults.is_empty() {
        return faults;
    }
    let folded = password.to_lowercase();
    let parts = personal.iter().flat_map(|text| text.split(['@', '.', '-', ' ', '+', '_']));
    let words: Vec<String> =
        parts.chain(personal.iter().map(String::as_str)).map(str::to_lowercase).collect();
    if words.iter().any(|word| word.chars().count() >= 4 && folded.contains(word.as_str())) {
        faults.push(FieldError::new(field, FieldCode::PersonalPassword));
    }
    let words: Vec<&str> = words.iter().chain(site).map(String::as_str).collect();
    let beginning: String = password.chars().take(LOOKED_AT).collect();
    if zxcvbn(&beginning, &words).score() < Score::Three || is_of_the_site(&folded, site) {
        faults.push(FieldError::new(field, FieldCode::CommonPassword));
    }
    faults
}

/// Little more than the site's own words, whatever digits and signs stand in between or in the place of letters.
fn is_of_the_site(folded: &str, site: &[String]) -> bool {
    [folded.to_owned(), folded.chars().map(as_letter).collect()].iter().any(|text| {
        let mut rest = text.clone();
        for word in site {
            rest = rest.replace(word.as_str(), " ");
        }
        let left: String = rest.chars().filter(|c| c.is_alphabetic()).take(LOOKED_AT).collect();
        rest != *text && (left.chars().count() < LEFT || zxcvbn(&left, &[]).score() < Score::Two)
    })
}

/// `h1lum` is read as `hilum`.
fn as_letter(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(password: &str) -> Vec<FieldCode> {
        let personal = ["Anna", "Müller-Lüdenscheidt", "anna.mueller@klinik.example"].map(str::to_owned);
        let site = site_words("https://pforte.uniklinikum-heidenau.example");
        faults("password", password, &personal, &site).into_iter().map(|f| f.code).collect()
    }

    #[test]
    fn short_common_and_personal_passwords_are_refused_and_any_sentence_is_good() {
        assert_eq!(codes("short"), [FieldCode::TooShort]);
        for common in ["password1234", "qwertyuiop12", "123456789012", "iloveyou1234", "aaaaaaaaaaaa"] {
            assert_eq!(codes(common), [FieldCode::CommonPassword], "{common}");
        }
        for personal in ["Annas geheimer Garten!", "klinik-tuer-42-offen", "MÜLLER war gestern da"] {
            assert!(codes(personal).contains(&FieldCode::PersonalPassword), "{personal}");
        }
        for good in ["correct horse battery", "zwölf Boxkämpfer jagen", "Ωμέγα και άλφα 7", "x9$kQ!m2Lr#vT"]
        {
            assert!(codes(good).is_empty(), "{good}: {:?}", codes(good));
        }
        assert!(codes(&"correct horse battery ".repeat(11)).is_empty());
    }

    #[test]
    fn the_words_of_the_site_are_worth_nothing_in_a_password() {
        for of_the_site in [
            "hilum-portal-1",
            "Hilum.Portal.2026!",
            "cpms_hilum_12345",
            "h1lum-p0rtal-x",
            "ERN-EuroGen-2026",
            "pforte-heidenau-7",
            "Uniklinikum+Hilum",
            "hilum-password-99",
            "portalportalportal",
        ] {
            assert!(codes(of_the_site).contains(&FieldCode::CommonPassword), "{of_the_site}");
        }
        for good in
            ["hilum: correct horse battery", "a portal to my grandmother", "Bond trinkt nie Kamillentee"]
        {
            assert!(codes(good).is_empty(), "{good}: {:?}", codes(good));
        }
    }
}
