//! What letters say. They are written down as identities and made when they are delivered, in the reader's language.

pub mod account_mail;
pub mod letter;
pub mod mail;
