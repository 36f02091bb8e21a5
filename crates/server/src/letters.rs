//! What letters say. They are written down as identities and made when they are delivered, in the reader's language.

pub(crate) mod account_mail;
pub(crate) mod letter;
pub(crate) mod mail;
