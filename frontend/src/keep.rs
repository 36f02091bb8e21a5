//! Ways to keep a text that is shown: copy, save, print. The work is in `keep.js`.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = hilumKeep, js_name = copy)]
    fn copy_text(content: &str) -> Promise;

    /// As a file of that name.
    #[wasm_bindgen(js_namespace = hilumKeep)]
    pub(crate) fn save(name: &str, content: &str);

    /// The page, as the browser prints it.
    #[wasm_bindgen(js_name = print)]
    pub(crate) fn print();
}

/// Whether the browser allowed it.
pub(crate) async fn copy(content: &str) -> bool {
    JsFuture::from(copy_text(content)).await.is_ok()
}
