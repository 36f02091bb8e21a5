//! TLS towards others is rustls with ring, said once for the whole process: nothing to install, one implementation to watch.

/// Before the first client is made; again does no harm.
pub fn prepare() {
    // An error says only that it was done before.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
