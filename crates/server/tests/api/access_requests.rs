//! `/api/v1/access-requests`

mod create;
mod decide;
mod delete;
mod events;
mod give_back;
mod list;
mod rights;
mod submit;
mod update;
mod withdraw;
