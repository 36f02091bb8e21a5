//! People: what a mail address is and how addresses are compared.

use serde::{Deserialize, Serialize};

use crate::policy::{Actor, Capability};
use crate::{AccountId, named};

named!(
    /// Whether somebody may come in.
    AccountStatus {
        Active = "active",
        /// By the helpdesk, with a reason.
        Suspended = "suspended",
        /// By the person, in an emergency: everything is shut until the helpdesk unlocks.
        Locked = "locked",
        /// Closed and erased: a pseudonym is left for history (R11).
        Closed = "closed",
    }
);

named!(
    /// What the helpdesk may do with an account (R19).
    #[cfg_attr(feature = "server", schema(as = AccountAction))]
    Action { Suspend = "suspend", Unlock = "unlock" }
);

named!(
    /// What somebody has to show after the emergency brake before their account is theirs again.
    Owes {
        /// That the mail address is theirs: a password alone opens nothing.
        Proof = "proof",
        /// Then a new second factor: nothing is open but setting it up.
        Factor = "factor",
    }
);

/// Why an action is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejection {
    WrongState,
    NotEntitled,
}

/// Whether `actor` may look at accounts, their own or others', as the helpdesk sees them.
pub fn may_read(actor: &Actor) -> bool {
    actor.can(Capability::Activate)
}

/// Whether `actor` may take `action` on the account of that id and status: the helpdesk, and nobody on their own account.
pub fn permit(id: AccountId, status: AccountStatus, action: Action, actor: &Actor) -> Result<(), Rejection> {
    use AccountStatus::{Active, Closed, Locked, Suspended};
    if !may_read(actor) || actor.account == id {
        return Err(Rejection::NotEntitled);
    }
    match (action, status) {
        (Action::Suspend, Active | Locked) | (Action::Unlock, Suspended | Locked) => Ok(()),
        (Action::Suspend, Suspended | Closed) | (Action::Unlock, Active | Closed) => {
            Err(Rejection::WrongState)
        }
    }
}

pub fn allowed_actions(id: AccountId, status: AccountStatus, actor: &Actor) -> Vec<Action> {
    Action::ALL.iter().copied().filter(|action| permit(id, status, *action, actor).is_ok()).collect()
}

impl Action {
    /// What the account is afterwards.
    pub const fn leads_to(self) -> AccountStatus {
        match self {
            Self::Suspend => AccountStatus::Suspended,
            Self::Unlock => AccountStatus::Active,
        }
    }
}

/// Who a person is once they are erased (R11): told apart from others by the end of their id, and by nothing else.
pub fn pseudonym(id: AccountId) -> (String, String) {
    let id = id.0.simple().to_string().to_uppercase();
    ("Erased".to_owned(), format!("person {}", &id[id.len() - 6..]))
}

/// What stands where somebody's name was.
pub const ERASED: &str = "[erased]";

/// The text without that address and without the words of these names, as far as `fold` takes them for the same (case,
/// accents): what others wrote about somebody who is erased must not name them (R11).
pub fn without_names(text: &str, email: &str, names: &[&str], fold: fn(&str) -> String) -> String {
    let folded: Vec<String> = names.iter().flat_map(|name| words(name)).map(|(_, word)| fold(word)).collect();
    let text = without_address(text, email);
    let mut rest = String::new();
    let mut written = 0;
    for (at, word) in words(&text).filter(|(_, word)| folded.contains(&fold(word))) {
        rest.push_str(&text[written..at]);
        rest.push_str(ERASED);
        written = at + word.len();
    }
    rest + &text[written..]
}

fn without_address(text: &str, email: &str) -> String {
    let whole = |part: &str| part.trim_end_matches(['.', ',', ';', ':', '>', ')']).to_lowercase();
    let is_it = |part: &str| whole(part).trim_start_matches(['<', '(']) == email.to_lowercase();
    let parts = text.split_inclusive(char::is_whitespace);
    parts
        .map(|part| {
            if !email.is_empty() && is_it(part.trim_end()) {
                part.replace(part.trim_end(), ERASED)
            } else {
                part.to_owned()
            }
        })
        .collect()
}

/// Runs of letters and digits, with where they begin.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let start = text.as_ptr() as usize;
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(move |word| (word.as_ptr() as usize - start, word))
}

/// A mail address as its owner writes it; compared without regard to case.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Longest address of RFC 5321, in bytes.
    pub const MAX: usize = crate::bounds::MailAddress::MAX as usize;

    /// A permissive reading: something, one `@`, a domain with a dot, nothing that could break a mail header.
    /// Whether it exists is proved by a mail, not by a pattern.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@')?;
        let plain = |c: char| {
            !c.is_whitespace()
                && !c.is_control()
                && !is_invisible(c)
                && !matches!(undisguised(c), '<' | '>' | '"' | ',' | ';' | '\\')
                && (c == '@' || undisguised(c) != '@')
        };
        // A name, in any script: no number in brackets, nothing encoded.
        let of_domain = |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
        let good = !local.is_empty()
            && !local.contains('@')
            && text.len() <= Self::MAX
            && text.chars().all(plain)
            && domain.chars().all(of_domain)
            && domain.split('.').count() >= 2
            && domain
                .split('.')
                .all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'));
        good.then(|| Self(text.to_owned()))
    }

    /// As stored and sent to.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What two spellings of one address have in common.
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

/// A sign as it is compared (NFKC): a full-width or small form is the same sign, and a second `@` is not smuggled in by it.
fn undisguised(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{fe50}' => ',',
        '\u{fe54}' => ';',
        '\u{fe64}' => '<',
        '\u{fe65}' => '>',
        '\u{fe68}' => '\\',
        '\u{fe6b}' => '@',
        other => other,
    }
}

/// Shows as nothing, or turns the text around: two names that differ by it look the same to whoever decides.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
        | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

impl PartialEq for EmailAddress {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for EmailAddress {}

/// Waiting time before the next try, in seconds, after `failures` failed sign-ins of one account within a day
/// (ASVS 6.3.1): five are free, then 1, 3, 5, 10 s, doubling up to 15 minutes; after 100 none is left that day.
pub fn sign_in_delay(failures: u32) -> Option<i64> {
    match failures {
        0..=4 => Some(0),
        5 => Some(1),
        6 => Some(3),
        7 => Some(5),
        8 => Some(10),
        9..100 => Some((10_i64 << (failures - 8).min(20)).min(15 * 60)),
        100.. => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::PORTAL;
    use crate::policy::Right;
    use uuid::Uuid;

    #[test]
    fn r11_the_words_of_a_name_are_taken_out_of_what_others_wrote_and_no_others() {
        let (email, names) = ("zoe.de@klinik.example", ["Zoë", "Quastenflosser-Li"]);
        let fold = |text: &str| text.to_lowercase().replace('ë', "e");
        for (text, rest) in [
            ("Zoe, of the klinik de Paris", "[erased], of the klinik de Paris"),
            ("Zoë's head of unit objects", "[erased]'s head of unit objects"),
            ("ask QUASTENFLOSSER (LI)!", "ask [erased] ([erased])!"),
            ("Write to <Zoe.DE@klinik.example>, please", "Write to [erased] please"),
            ("Likely a Quastenflosserin; belief", "Likely a Quastenflosserin; belief"),
            ("", ""),
        ] {
            assert_eq!(without_names(text, email, &names, fold), rest);
        }
        assert_eq!(without_names("Nothing, at all", "", &["", "-"], fold), "Nothing, at all");
    }

    #[test]
    fn an_address_is_read_as_its_owner_writes_it_and_compared_without_case() {
        for good in ["a@b.eu", "Ana.Müller+rd@klinik.example.de", "o'brien@st-james.ie", "ζωή@κλινική.eu"]
        {
            assert_eq!(EmailAddress::parse(good).map(|e| e.as_str().to_owned()).as_deref(), Some(good));
        }
        for bad in [
            "",
            "a",
            "a@b",
            "@b.eu",
            "a@@b.eu",
            "a b@c.eu",
            "a@b..eu",
            "a@b.eu\r\nBcc: x@y.eu",
            "<a@b.eu>",
            "a@-b.eu",
            "a@[127.0.0.1]",
            "a@b.eu%00",
            "a\u{200b}@b.eu",
            "a@b.e\u{202e}u",
            "ana@klinik.example＠evil.example",
            "ana@klinik.example﹫evil.example",
            "ana＠klinik.example@evil.example",
            "ana＠evil.example",
            "＜ana@klinik.example",
        ] {
            assert!(EmailAddress::parse(bad).is_none(), "{bad:?}");
        }
        assert_eq!(EmailAddress::parse("A@B.eu"), EmailAddress::parse("a@b.EU"));
    }

    fn helpdesk(id: u128) -> Actor {
        let right = Right {
            application: PORTAL.into(),
            network: Uuid::from_u128(9).into(),
            profile: "helpdesk".into(),
            decides: false,
        };
        Actor { account: Uuid::from_u128(id).into(), rights: vec![right] }
    }

    #[test]
    fn the_helpdesk_suspends_and_unlocks_others_and_nobody_themselves() {
        use AccountStatus::{Active, Closed, Locked, Suspended};
        let person = AccountId(Uuid::from_u128(2));
        let helper = helpdesk(1);
        let expected: [(AccountStatus, &[Action]); 4] = [
            (Active, &[Action::Suspend]),
            (Suspended, &[Action::Unlock]),
            (Locked, &[Action::Suspend, Action::Unlock]),
            (Closed, &[]),
        ];
        for (status, actions) in expected {
            assert_eq!(allowed_actions(person, status, &helper), actions, "{status}");
            assert!(allowed_actions(helper.account, status, &helper).is_empty());
            let nobody = Actor { account: Uuid::from_u128(3).into(), rights: Vec::new() };
            assert_eq!(permit(person, status, Action::Suspend, &nobody), Err(Rejection::NotEntitled));
        }
        for action in Action::ALL {
            assert_eq!(permit(person, action.leads_to(), *action, &helper), Err(Rejection::WrongState));
        }
    }

    #[test]
    fn a_pseudonym_says_nothing_but_which_one() {
        let id = AccountId(Uuid::from_u128(0x7f_3a2c));
        assert_eq!(pseudonym(id), ("Erased".into(), "person 7F3A2C".into()));
    }

    #[test]
    fn five_tries_are_free_then_waiting_grows_to_fifteen_minutes_and_a_hundred_is_the_end() {
        let delays: Vec<_> = (0..12).map(sign_in_delay).collect();
        let expected = [0, 0, 0, 0, 0, 1, 3, 5, 10, 20, 40, 80].map(Some);
        assert_eq!(delays, expected);
        assert_eq!(sign_in_delay(99), Some(900));
        assert_eq!(sign_in_delay(100), None);
    }
}
