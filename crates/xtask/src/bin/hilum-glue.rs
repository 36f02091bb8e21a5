//! Makes the JavaScript glue of the compiled page: `hilum-glue <program.wasm> <folder>` writes `glue.js` and
//! `glue_bg.wasm`. A program of its own because what it is made of takes long to compile.

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<()> {
    let mut arguments = std::env::args_os().skip(1);
    let program = arguments.next().context("the first argument is the compiled program")?;
    let folder = arguments.next().context("the second argument is the folder to write to")?;
    Bindgen::new()
        .input_path(program)
        .out_name("glue")
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(folder)
}
