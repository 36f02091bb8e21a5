//! What keeps secrets: passwords, second factors, sealed and one-time secrets. It knows nothing of HTTP and of who calls.

pub mod password;
pub mod secret;
pub mod sms;
pub mod totp;
pub mod vault;
pub mod webauthn;
