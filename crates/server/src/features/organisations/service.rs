use std::str::FromStr;

use hilum_api_types::organisations::{OrganisationDetails, OrganisationMark, OrganisationView};
use hilum_api_types::page::Page;
use hilum_catalogue::{Node, Snapshot, fold};
use hilum_domain::OrganisationId;
use hilum_domain::catalogue::PORTAL;
use hilum_domain::check::Holding;
use hilum_store::access_requests;

use crate::auth::Principal;
use crate::context::Context;
use crate::error::{ApiError, ApiResult};
use crate::names::path;

pub(super) struct Search {
    pub(super) application: String,
    pub(super) parent: Option<OrganisationId>,
    pub(super) text: String,
}

/// The tree hardly moves: a place in a list is a number, opaque to clients.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Offset(usize);

impl FromStr for Offset {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let number = text.strip_prefix('o').and_then(|n| n.parse().ok());
        number.filter(|n| *n <= 1_000_000).map(Self).ok_or(())
    }
}

/// Most words of a search; what comes after is left out.
const MAX_WORDS: usize = 8;

pub(super) async fn list(
    context: &Context,
    principal: &Principal,
    search: Search,
    Offset(offset): Offset,
    limit: usize,
) -> ApiResult<Page<OrganisationView>> {
    let db = context.store.db();
    let catalogue = db.catalogue();
    let application = catalogue.application(&search.application);
    let application = &application.filter(|a| !a.portal).ok_or_else(ApiError::not_found)?.code;
    if let Some(parent) = search.parent {
        let parent = catalogue.node(parent);
        parent.filter(|p| p.application == *application).ok_or_else(ApiError::not_found)?;
    }
    let folded = fold(&search.text);
    let words: Vec<&str> = folded.split_whitespace().take(MAX_WORDS).collect();
    let (nodes, total) = match words.as_slice() {
        [] => catalogue.level(application, search.parent, offset, limit),
        words => catalogue.search(application, search.parent, words, offset, limit),
    };
    let holdings = access_requests::holdings(&db, principal.id(), application, principal.now).await?;
    let items: Vec<_> = nodes.into_iter().map(|node| view(node, catalogue, &holdings)).collect();
    let last = offset + items.len();
    Ok(Page {
        from: (!items.is_empty()).then_some(offset as u64 + 1),
        items,
        total: total as u64,
        next: (last < total).then(|| format!("o{last}")),
        prev: (offset > 0).then(|| format!("o{}", offset.saturating_sub(limit))),
    })
}

pub(super) async fn get(
    context: &Context,
    principal: &Principal,
    id: OrganisationId,
) -> ApiResult<OrganisationView> {
    let db = context.store.db();
    let node = db.catalogue().node(id).filter(|node| node.application != PORTAL);
    let node = node.ok_or_else(ApiError::not_found)?;
    let (person, now) = (principal.id(), principal.now);
    let holdings = access_requests::holdings(&db, person, &node.application, now).await?;
    Ok(view(node, db.catalogue(), &holdings))
}

fn view(node: &Node, catalogue: &Snapshot, holdings: &[Holding]) -> OrganisationView {
    let facts = node.facts();
    let mark =
        |h: &Holding| OrganisationMark { profile: h.profile.clone(), state: h.state, request: h.request };
    OrganisationView {
        id: node.id,
        requestable: facts.is_requestable(),
        status: facts.status,
        has_children: node.has_children(),
        path: path(catalogue, node.id),
        marks: holdings.iter().filter(|h| h.organisation == node.id).map(mark).collect(),
        application: node.application.clone(),
        kind: node.kind,
        code: node.code.clone(),
        name: node.name.clone(),
        label: node.label.clone(),
        details: OrganisationDetails {
            official_name: node.official_name.clone(),
            disease_area: node.disease_area.clone(),
            coordinating_institution: node.coordinating_institution.clone(),
            website: node.website.clone(),
            contact: node.contact.clone(),
            city: node.city.clone(),
            country: node.country.clone(),
            member_type: node.member_type,
        },
    }
}
