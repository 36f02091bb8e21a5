//! Facts: who, in what office and on whose behalf, did what, to whom, and who may know of it. What changes something says
//! so as a fact; history, letters and whatever else follows is made from it.

mod audience;

pub use audience::{Reader, may_know, readers};

use crate::access_request::{self, Item};
use crate::grant::{self, Grant};
use crate::verification::FactorKind;
use crate::{AccountId, OrganisationId, ProgramId, RequestId, named};

named!(
    /// In what office somebody acted.
    Office {
        Applicant = "applicant",
        /// For themselves, in their own account.
        Person = "person",
        Coordinator = "coordinator",
        Helpdesk = "helpdesk",
        /// The clock, or an operator at the machine.
        System = "system",
    }
);

/// Who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActorId {
    Person(AccountId),
    Program(ProgramId),
    System,
}

/// By whose hand something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct By {
    pub actor: ActorId,
    pub office: Office,
    /// Where somebody stands in for somebody else: for whom.
    pub on_behalf_of: Option<AccountId>,
}

impl By {
    pub const SYSTEM: Self = Self { actor: ActorId::System, office: Office::System, on_behalf_of: None };

    pub const fn person(account: AccountId, office: Office) -> Self {
        Self { actor: ActorId::Person(account), office, on_behalf_of: None }
    }
}

/// Something that happened. Once it is recorded it stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub by: By,
    /// Whose access or account this is about; nobody's where the catalogue itself was changed.
    pub subject: Option<AccountId>,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    Request(RequestFact),
    Grant(Box<GrantFact>),
    Account(AccountEvent),
    Catalogue(CatalogueEvent),
}

/// Of a request that was submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestFact {
    pub kind: Kind,
    pub request: RequestId,
    /// Known from submission on.
    pub network: Option<OrganisationId>,
    /// The profile that was decided.
    pub profile: Option<String>,
    pub event: access_request::Event,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantFact {
    /// As it is afterwards.
    pub grant: Grant,
    pub request: Option<RequestId>,
    pub event: GrantEvent,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GrantEvent {
    Changed(grant::Event),
    Imported,
    MadeByOperator,
}

/// What happens to an account. Fields called `former` are for letters and never kept: history has no names or addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountEvent {
    /// `provider`: who vouched for the person.
    Created {
        provider: Option<String>,
    },
    Imported,
    MadeByOperator,
    Changed,
    PasswordChanged,
    PasswordReset,
    PasswordSetByOperator,
    EmailChanged {
        former: String,
    },
    FactorAdded {
        kind: FactorKind,
    },
    FactorRemoved {
        kind: FactorKind,
    },
    RecoveryCodesMade,
    RecoveryCodeUsed,
    IdentityLinked {
        provider: String,
    },
    IdentityUnlinked {
        provider: String,
    },
    Locked,
    Suspended {
        reason: String,
    },
    Unlocked {
        reason: String,
    },
    Closed {
        former: Contact,
    },
}

/// How somebody could be written to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    pub email: String,
    pub first_name: String,
    pub language: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CatalogueEvent {
    /// How many of each were new or different.
    Imported {
        organisations_new: usize,
        organisations_changed: usize,
        accounts_new: usize,
        grants_new: usize,
    },
}

named!(
    /// What a fact is called, in history and wherever it is told.
    Kind {
        Submitted = "submitted",
        Withdrawn = "withdrawn",
        Returned = "returned",
        ItemApproved = "item_approved",
        ItemRejected = "item_rejected",
        GrantActivated = "grant_activated",
        GrantEnded = "grant_ended",
        GrantImported = "grant_imported",
        GrantMadeByOperator = "grant_made_by_operator",
        AccountCreated = "account_created",
        AccountImported = "account_imported",
        AccountMadeByOperator = "account_made_by_operator",
        AccountChanged = "account_changed",
        PasswordChanged = "password_changed",
        PasswordReset = "password_reset",
        PasswordSetByOperator = "password_set_by_operator",
        EmailChanged = "email_changed",
        FactorAdded = "factor_added",
        FactorRemoved = "factor_removed",
        RecoveryCodesMade = "recovery_codes_made",
        RecoveryCodeUsed = "recovery_code_used",
        IdentityLinked = "identity_linked",
        IdentityUnlinked = "identity_unlinked",
        AccountLocked = "account_locked",
        AccountSuspended = "account_suspended",
        AccountUnlocked = "account_unlocked",
        AccountClosed = "account_closed",
        CatalogueImported = "catalogue_imported",
    }
);

impl Fact {
    /// About a request that is as `after` now; `None` for what leaves no trace.
    pub fn of_request(
        after: &access_request::AccessRequest,
        by: By,
        event: access_request::Event,
    ) -> Option<Self> {
        let kind = event.kind()?;
        let item: Option<&Item> = event.item().and_then(|id| after.items.iter().find(|item| item.id == id));
        let fact = RequestFact {
            kind,
            request: after.id,
            network: after.network,
            profile: item.map(|item| item.profile.clone()),
            event,
        };
        Some(Self { by, subject: Some(after.applicant), what: What::Request(fact) })
    }

    pub fn of_grant(grant: Grant, request: Option<RequestId>, by: By, event: GrantEvent) -> Self {
        let subject = Some(grant.account);
        Self { by, subject, what: What::Grant(Box::new(GrantFact { grant, request, event })) }
    }

    pub const fn of_account(account: AccountId, by: By, event: AccountEvent) -> Self {
        Self { by, subject: Some(account), what: What::Account(event) }
    }

    /// What a person does with their own account.
    pub const fn own(account: AccountId, event: AccountEvent) -> Self {
        Self::of_account(account, By::person(account, Office::Person), event)
    }

    pub const fn of_catalogue(by: By, event: CatalogueEvent) -> Self {
        Self { by, subject: None, what: What::Catalogue(event) }
    }

    pub fn kind(&self) -> Kind {
        match &self.what {
            What::Request(fact) => fact.kind,
            What::Grant(fact) => match fact.event {
                GrantEvent::Changed(grant::Event::Activated { .. }) => Kind::GrantActivated,
                GrantEvent::Changed(grant::Event::Ended) => Kind::GrantEnded,
                GrantEvent::Imported => Kind::GrantImported,
                GrantEvent::MadeByOperator => Kind::GrantMadeByOperator,
            },
            What::Account(event) => event.kind(),
            What::Catalogue(CatalogueEvent::Imported { .. }) => Kind::CatalogueImported,
        }
    }

    pub fn request(&self) -> Option<RequestId> {
        match &self.what {
            What::Request(fact) => Some(fact.request),
            What::Grant(fact) => fact.request,
            What::Account(_) | What::Catalogue(_) => None,
        }
    }
}

impl AccountEvent {
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Created { .. } => Kind::AccountCreated,
            Self::Imported => Kind::AccountImported,
            Self::MadeByOperator => Kind::AccountMadeByOperator,
            Self::Changed => Kind::AccountChanged,
            Self::PasswordChanged => Kind::PasswordChanged,
            Self::PasswordReset => Kind::PasswordReset,
            Self::PasswordSetByOperator => Kind::PasswordSetByOperator,
            Self::EmailChanged { .. } => Kind::EmailChanged,
            Self::FactorAdded { .. } => Kind::FactorAdded,
            Self::FactorRemoved { .. } => Kind::FactorRemoved,
            Self::RecoveryCodesMade => Kind::RecoveryCodesMade,
            Self::RecoveryCodeUsed => Kind::RecoveryCodeUsed,
            Self::IdentityLinked { .. } => Kind::IdentityLinked,
            Self::IdentityUnlinked { .. } => Kind::IdentityUnlinked,
            Self::Locked => Kind::AccountLocked,
            Self::Suspended { .. } => Kind::AccountSuspended,
            Self::Unlocked { .. } => Kind::AccountUnlocked,
            Self::Closed { .. } => Kind::AccountClosed,
        }
    }
}

impl GrantFact {
    /// Whether somebody loses what they had.
    pub fn takes_away(&self) -> bool {
        self.event == GrantEvent::Changed(grant::Event::Ended)
    }
}

impl access_request::Event {
    /// What it is called as a fact; `None` for what leaves no trace: a draft is nobody's business but its writer's.
    pub fn kind(&self) -> Option<Kind> {
        match self {
            Self::Edited { .. } | Self::Discarded => None,
            Self::Submitted { .. } => Some(Kind::Submitted),
            Self::Withdrawn => Some(Kind::Withdrawn),
            Self::Returned { .. } => Some(Kind::Returned),
            Self::Approved { .. } => Some(Kind::ItemApproved),
            Self::Rejected { .. } => Some(Kind::ItemRejected),
        }
    }
}
