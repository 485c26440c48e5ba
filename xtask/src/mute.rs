//! Cuts the messages of panics out of a module: half a KB gzip of the runtime.
//!
//! The runtime's panic handler says nothing, but the compiler links what would have been said all the same, such as
//! "memory allocation of N bytes failed" and the digits to say N with. On stable Rust neither that message nor the
//! handler that says it can be replaced.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use walrus::{FunctionBuilder, FunctionId, FunctionKind, Module, ModuleConfig};

/// In the names, as the compiler mangles them, of functions that only lead to a trap.
const PANICS: [&str; 4] = ["__rdl_alloc_error_handler", "4core9panicking", "slice_index_fail", "raw_vec12handle_error"];
/// How texts of panics begin and end; as zeros they take no room.
const TEXTS: [(&str, &str); 4] = [
    ("/rustc/", ".rs"),
    ("memory allocation of ", " bytes failed"),
    ("capacity", " overflow"),
    ("0001020304", "96979899"),
];

/// Reads a module and makes each panic a trap.
pub fn panics(path: &Path) -> Result<Module> {
    let mut config = ModuleConfig::new();
    config.generate_name_section(false).generate_producers_section(false);
    let mut module = config.parse_file(path).with_context(|| format!("{} is no module", path.display()))?;
    let panics: Vec<_> = module.funcs.iter_local().map(|(id, _)| id).filter(|id| is_panic(&module, *id)).collect();
    ensure!(!panics.is_empty(), "{} has no panics: their names have changed; see xtask/src/mute.rs", path.display());
    for id in panics {
        let (params, results) = module.types.params_results(module.funcs.get(id).ty());
        let (params, results) = (params.to_vec(), results.to_vec());
        let mut trap = FunctionBuilder::new(&mut module.types, &params, &results);
        trap.func_body().unreachable();
        let params = params.iter().map(|ty| module.locals.add(*ty)).collect();
        module.funcs.get_mut(id).kind = FunctionKind::Local(trap.local_func(params));
    }
    let data: Vec<_> = module.data.iter().map(|data| data.id()).collect();
    for id in data {
        let value = &mut module.data.get_mut(id).value;
        TEXTS.iter().for_each(|(start, end)| blank(value, start.as_bytes(), end.as_bytes()));
    }
    Ok(module)
}

fn is_panic(module: &Module, id: FunctionId) -> bool {
    let name = module.funcs.get(id).name.as_deref().unwrap_or_default();
    PANICS.iter().any(|part| name.contains(part))
}

/// Zeros for every text from `start` to `end`.
fn blank(data: &mut [u8], start: &[u8], end: &[u8]) {
    let find = |data: &[u8], text: &[u8]| data.windows(text.len()).position(|part| part == text);
    let mut at = 0;
    while let Some(from) = find(&data[at..], start).map(|i| at + i) {
        let Some(to) = find(&data[from..], end).map(|i| from + i + end.len()) else { return };
        data[from..to].fill(0);
        at = to;
    }
}
