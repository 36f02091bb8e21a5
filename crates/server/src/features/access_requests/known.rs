//! What the check needs to know.

use hilum_catalogue::Node;
use hilum_domain::catalogue::{Application, Profile};
use hilum_domain::check::{Facts, Holding, HoldingState};
use hilum_store::Db;
use hilum_store::access_requests::{self, StoredRequest};

use crate::auth::Principal;
use crate::error::ApiResult;

/// What the check needs to know about a draft.
pub(super) async fn known(db: &Db<'_>, stored: &StoredRequest, principal: &Principal) -> ApiResult<Facts> {
    let draft = &stored.request.draft;
    let Some(code) = &draft.application else { return Ok(Facts::default()) };
    let catalogue = db.catalogue();
    let (applicant, now) = (stored.request.applicant, principal.now);
    let all = access_requests::holdings(db, applicant, code, now).await?;
    // What this very request asks for is not there yet.
    let own = |h: &&Holding| h.state == HoldingState::Pending && h.request == Some(stored.request.id);
    Ok(Facts {
        application: catalogue.application(code).map(Application::facts),
        organisation: draft.organisation.and_then(|id| catalogue.node(id)).map(Node::facts),
        profiles: catalogue.profiles(code).iter().map(Profile::facts).collect(),
        holdings: all.iter().filter(|holding| !own(holding)).cloned().collect(),
    })
}
