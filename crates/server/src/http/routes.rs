//! What the document says of each address: its methods, and whether somebody must be signed in.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::http::Method;
use utoipa::openapi::OpenApi;

use crate::openapi;

#[derive(Debug)]
pub struct Routes {
    methods: BTreeMap<String, BTreeSet<&'static str>>,
    /// The methods that are for people who are signed in.
    closed: BTreeMap<String, BTreeSet<&'static str>>,
}

impl Routes {
    pub fn new(api: &OpenApi) -> Self {
        let methods = openapi::methods(api, |_| true);
        Self { methods, closed: openapi::methods(api, |operation| operation.security.is_some()) }
    }

    /// The methods of an address, a parameter of it standing for anything.
    pub fn allowed(&self, path: &str) -> Option<&BTreeSet<&'static str>> {
        found(&self.methods, path)
    }

    /// The methods of an address that has no parameter.
    pub fn exactly(&self, path: &str) -> Option<&BTreeSet<&'static str>> {
        self.methods.get(path)
    }

    pub fn is_closed(&self, method: &Method, path: &str) -> bool {
        found(&self.closed, path).is_some_and(|methods| methods.contains(method.as_str()))
    }
}

fn found<'a>(
    templates: &'a BTreeMap<String, BTreeSet<&'static str>>,
    path: &str,
) -> Option<&'a BTreeSet<&'static str>> {
    templates.iter().find(|(template, _)| fits(template, path)).map(|(_, methods)| methods)
}

fn fits(template: &str, path: &str) -> bool {
    let (mut wanted, mut given) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(w), Some(g)) if w == g || w.starts_with('{') && !g.is_empty() => {}
            _ => return false,
        }
    }
}
