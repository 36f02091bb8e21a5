//! What people do here, one module per matter.

pub(crate) mod account;
pub(crate) mod accounts;
pub(crate) mod activate;
pub(crate) mod data_views;
pub(crate) mod decide;
pub(crate) mod deliveries;
pub(crate) mod home;
pub(crate) mod link;
pub(crate) mod my_access;
pub(crate) mod not_found;
pub(crate) mod preferences;
pub(crate) mod privacy;
pub(crate) mod registration;
pub(crate) mod request;
pub(crate) mod returned;
pub(crate) mod shell;
pub(crate) mod sign_in;
pub(crate) mod stage;
pub(crate) mod support;
pub(crate) mod training;
pub(crate) mod two_step;
pub(crate) mod user_data;
pub(crate) mod verification;
pub(crate) mod wizard;
