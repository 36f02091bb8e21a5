use std::str::FromStr;

use hilum_api_types::organisations::{OrganisationDetails, OrganisationMark, OrganisationView};
use hilum_api_types::page::Page;
use hilum_catalogue::{fold, matches_with_typo};
use hilum_domain::OrganisationId;
use hilum_domain::catalogue::PORTAL;
use hilum_domain::check::Holding;
use hilum_store::catalogue::{self, Organisation, OrganisationQuery, Tree};
use hilum_store::{Db, access_requests};

use crate::auth::Principal;
use crate::context::Context;
use crate::error::{ApiError, ApiResult};
use crate::features::people::path;

pub(super) struct Search {
    pub(super) application: String,
    pub(super) parent: Option<OrganisationId>,
    pub(super) text: String,
}

/// The tree hardly moves: a place in a list is a number, opaque to clients.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Offset(u64);

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
    limit: u64,
) -> ApiResult<Page<OrganisationView>> {
    let db = context.store.db();
    let application = catalogue::application(&db, &search.application).await?;
    let application = application.filter(|a| !a.portal).ok_or_else(ApiError::not_found)?;
    if let Some(parent) = search.parent {
        let parent = catalogue::organisation(&db, parent).await?;
        parent.filter(|p| p.node.application == application.code).ok_or_else(ApiError::not_found)?;
    }
    let folded = fold(&search.text);
    let words: Vec<String> = folded.split_whitespace().take(MAX_WORDS).map(str::to_owned).collect();
    let query = OrganisationQuery {
        application: application.code.clone(),
        parent: search.parent,
        words,
        offset,
        limit,
    };
    let (mut nodes, mut total) = catalogue::organisations(&db, &query).await?;
    if total == 0 && !query.words.is_empty() && query.parent.is_none() {
        (nodes, total) = forgiving(&db, &query).await?;
    }
    let last = offset + nodes.len() as u64;
    let items = views(&db, principal, &application.code, nodes).await?;
    Ok(Page {
        from: (!items.is_empty()).then_some(offset + 1),
        items,
        total,
        next: (last < total).then(|| format!("o{last}")),
        prev: (offset > 0).then(|| format!("o{}", offset.saturating_sub(limit))),
    })
}

/// Where nothing fits to the letter: every word may have a typing mistake.
async fn forgiving(db: &Db<'_>, query: &OrganisationQuery) -> ApiResult<(Vec<Organisation>, u64)> {
    let texts = catalogue::search_texts(db, &query.application).await?;
    let fits = |text: &str| {
        query.words.iter().all(|w| text.contains(w.as_str()) || matches_with_typo(w, text.split(' ')))
    };
    let found: Vec<OrganisationId> = texts.iter().filter(|(_, text)| fits(text)).map(|(id, _)| *id).collect();
    let (skip, take) = (
        usize::try_from(query.offset).unwrap_or(usize::MAX),
        usize::try_from(query.limit).unwrap_or(usize::MAX),
    );
    let page: Vec<OrganisationId> = found.iter().skip(skip).take(take).copied().collect();
    let tree = catalogue::with_ancestors(db, page.iter().copied()).await?;
    let nodes = page.iter().filter_map(|id| tree.get(*id)).cloned().collect();
    Ok((nodes, found.len() as u64))
}

pub(super) async fn get(
    context: &Context,
    principal: &Principal,
    id: OrganisationId,
) -> ApiResult<OrganisationView> {
    let db = context.store.db();
    let node = catalogue::organisation(&db, id).await?;
    let node = node.filter(|n| n.node.application != PORTAL).ok_or_else(ApiError::not_found)?;
    let application = node.node.application.clone();
    let mut views = views(&db, principal, &application, vec![node]).await?;
    views.pop().ok_or_else(ApiError::not_found)
}

async fn views(
    db: &Db<'_>,
    principal: &Principal,
    application: &str,
    nodes: Vec<Organisation>,
) -> ApiResult<Vec<OrganisationView>> {
    let ids: Vec<OrganisationId> = nodes.iter().map(|n| n.id).collect();
    let tree = catalogue::with_ancestors(db, ids.iter().copied()).await?;
    let parents = catalogue::with_children(db, &ids).await?;
    let holdings = access_requests::holdings(db, principal.id(), application, None, principal.now).await?;
    Ok(nodes.into_iter().map(|node| view(node, &tree, &parents, &holdings)).collect())
}

fn view(
    node: Organisation,
    tree: &Tree,
    parents: &[OrganisationId],
    holdings: &[Holding],
) -> OrganisationView {
    let facts = node.facts();
    let mark =
        |h: &Holding| OrganisationMark { profile: h.profile.clone(), state: h.state, request: h.request };
    OrganisationView {
        id: node.id,
        requestable: facts.is_requestable(),
        status: facts.status,
        has_children: parents.contains(&node.id),
        path: path(tree, node.id),
        marks: holdings.iter().filter(|h| h.organisation == node.id).map(mark).collect(),
        application: node.node.application,
        kind: node.node.kind,
        code: node.node.code,
        name: node.node.name,
        label: node.node.label,
        details: OrganisationDetails {
            official_name: node.node.official_name,
            disease_area: node.node.disease_area,
            coordinating_institution: node.node.coordinating_institution,
            website: node.node.website,
            contact: node.node.contact,
            city: node.node.city,
            country: node.node.country,
            member_type: node.node.member_type,
        },
    }
}
