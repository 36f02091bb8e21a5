//! `/api/v1/providers` and `/api/v1/me/identities`, against providers that say whatever a test wants.

mod browser;
mod cas;
mod linking;
mod logout;
mod oidc;
mod openid_peer;
mod ticket_peer;
