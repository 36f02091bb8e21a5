//! Who may do what: capabilities and object rules. The only place that looks at profiles to answer "may they?".

use serde::{Deserialize, Serialize};

use crate::catalogue::PORTAL;
use crate::{AccountId, Moment, OrganisationId, named};

named!(
    /// What a person may do somewhere in the portal; whether they may do it *here* is an object rule.
    Capability {
        /// Decide the requests of a network (R5).
        Decide = "decide",
        /// Turn approved items into access (R7).
        Activate = "activate",
        /// Keep the catalogue and the people in charge up to date.
        Administer = "administer",
        /// Read every request and its history.
        Audit = "audit",
    }
);

named!(
    /// The portal's own roles: profiles of the application `HILUM`.
    PortalRole { Administrator = "administrator", Helpdesk = "helpdesk", Auditor = "auditor" }
);

/// One right held at this moment: an *active* grant within its period (R7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Right {
    pub application: String,
    pub network: OrganisationId,
    pub profile: String,
    /// The profile decides requests of its network.
    pub decides: bool,
}

/// A person and what they hold now. Read per request, never baked into a session (invariant 10, R10).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub account: AccountId,
    pub rights: Vec<Right>,
}

impl Actor {
    /// R5: holds a deciding profile for that network. A network belongs to one application.
    pub fn decides_for(&self, network: OrganisationId) -> bool {
        self.decided_networks().any(|decided| decided == network)
    }

    /// The networks whose requests this person decides.
    pub fn decided_networks(&self) -> impl Iterator<Item = OrganisationId> {
        self.rights.iter().filter(|r| r.decides).map(|r| r.network)
    }

    pub fn has_role(&self, role: PortalRole) -> bool {
        self.rights.iter().any(|r| r.application == PORTAL && r.profile == role.as_str())
    }

    /// R15: these see what is others', and are asked for two steps wherever they are.
    pub fn has_portal_role(&self) -> bool {
        PortalRole::ALL.iter().any(|role| self.has_role(*role))
    }

    pub fn can(&self, capability: Capability) -> bool {
        match capability {
            Capability::Decide => self.rights.iter().any(|r| r.decides),
            Capability::Activate => self.has_role(PortalRole::Helpdesk),
            Capability::Administer => self.has_role(PortalRole::Administrator),
            Capability::Audit => self.has_role(PortalRole::Auditor),
        }
    }

    pub fn capabilities(&self) -> Vec<Capability> {
        Capability::ALL.iter().copied().filter(|c| self.can(*c)).collect()
    }

    /// May read every submitted request: the helpdesk to help, the auditor to check.
    pub fn reads_all_requests(&self) -> bool {
        self.can(Capability::Activate) || self.can(Capability::Audit)
    }
}

/// Whether a period contains a moment. The end is exclusive: access ends *at* that moment (R9).
pub fn within(from: Option<Moment>, until: Option<Moment>, now: Moment) -> bool {
    from.is_none_or(|from| from <= now) && until.is_none_or(|until| now < until)
}
