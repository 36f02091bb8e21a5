//! Takes the compiled page apart and makes its JavaScript glue: `hilum-glue <program.wasm> <folder>` writes `glue.js`,
//! `glue_bg.wasm` (the first part), `parts.js` and one `.wasm` for each part that is fetched later. A program of its own
//! because what it is made of takes long to compile.

use std::path::PathBuf;

use anyhow::{Context, Result, anyhow};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<()> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let program = arguments.next().context("the first argument is the compiled program")?;
    let folder = arguments.next().context("the second argument is the folder to write to")?;
    let whole = std::fs::read(program)?;
    let first = folder.join("first.wasm");
    let mut options = wasm_split_cli_support::Options::new(&whole);
    options.output_dir = &folder;
    options.main_out_path = &first;
    options.link_name = "./parts.js";
    options.main_module = "./glue.js";
    wasm_split_cli_support::transform(options).map_err(|error| anyhow!("{error:#}"))?;
    Bindgen::new()
        .input_path(&first)
        .out_name("glue")
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        // The parts share the table and the stack of the first one.
        .keep_lld_exports(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(&folder)?;
    Ok(std::fs::remove_file(first)?)
}
