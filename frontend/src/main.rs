//! The page of Hilum: a Leptos application that runs in the browser and talks to the REST API alone.

// The component macro makes parts public that nobody outside reaches, and writes their builders without Debug.
#![allow(unreachable_pub, missing_debug_implementations)]

mod api;
mod clock;
mod entry;
mod error;
mod features;
mod keep;
mod parts;
mod remembered;
mod routes;
mod session;
mod step_up;
mod ui;
mod webauthn;
mod words;

fn main() {
    ui::failure::show_instead_of_a_dead_page();
    leptos::mount::mount_to_body(|| {
        session::start();
        api::reload();
        routes::App()
    });
}
