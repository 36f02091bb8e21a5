//! Who asks.

use std::sync::Arc;

use hilum_domain::policy::Actor;
use uuid::Uuid;

/// Who a request comes from, where somebody is signed in; kept with the request.
#[derive(Clone, Debug)]
pub(crate) struct By {
    pub session: Uuid,
    pub actor: Arc<Actor>,
}
