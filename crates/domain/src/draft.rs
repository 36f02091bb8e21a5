//! A request as it is being written.

use serde::{Deserialize, Serialize};

use crate::{Moment, OrganisationId};

/// What the applicant typed so far. Saved as it is, complete or not (R13).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub application: Option<String>,
    pub organisation: Option<OrganisationId>,
    pub profiles: Vec<String>,
    pub comment: Option<String>,
    pub requested_until: Option<Moment>,
}
