//! First inputs for the fuzz targets, made of the golden cases: a fuzzer that starts from real bytes is minutes ahead.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;
use trogen::host::Time;
use trogen::profile::Profile;
use trogen::program::layout::HEAD_START;

use crate::frames::{self, Js};
use crate::{run, stamp};

/// Targets are not given longer inputs than this.
pub const LONGEST: usize = 4_096;

/// Writes the seeds of every target to its folder `golden` below `folder`.
pub fn write(folder: &Path) -> Result<()> {
    let put = |target: &str, name: String, bytes: &[u8]| {
        if bytes.len() > LONGEST {
            return Ok(());
        }
        stamp::write(&folder.join(target).join("golden").join(name), bytes)
    };
    for path in stamp::files(&run::root().join("tests/golden"))? {
        let stem = path.file_stem().unwrap_or_default().display().to_string();
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", run::shown(&path)))?;
        let file: Value = serde_json::from_str(&text).with_context(|| format!("{} is no JSON", run::shown(&path)))?;
        for (name, program) in file["programs"].as_object().into_iter().flatten() {
            let Ok(bytes) = trogen::compiler::compile(&program["source"].to_string()) else { continue };
            let length = bytes.get(16..20).and_then(|b| b.try_into().ok()).map_or(0, u32::from_le_bytes) as usize;
            put("compiler", format!("{stem}-{name}"), program["source"].to_string().as_bytes())?;
            put("program", format!("{stem}-{name}"), bytes.get(HEAD_START..length).unwrap_or_default())?;
        }
        for (i, case) in file["cases"].as_array().into_iter().flatten().enumerate() {
            let steps = case["steps"].as_array().map_or(&[][..], Vec::as_slice);
            put("event", format!("{stem}-{i}"), &actions(steps))?;
            for (j, text) in steps.iter().filter_map(|step| step["profile"].as_str()).enumerate() {
                put("cookie", format!("{stem}-{i}-{j}-text"), text.as_bytes())?;
                let Ok(profile) = Profile::from_text(text.as_bytes()) else { continue };
                // The targets append the checksum.
                let mut bytes = profile.encode();
                bytes.truncate(bytes.len().saturating_sub(4));
                put("cookie", format!("{stem}-{i}-{j}"), &bytes)?;
                put("profile", format!("{stem}-{i}-{j}"), &bytes)?;
            }
        }
    }
    let index = run::root().join("tests/data/next-item/shop.tni");
    put(
        "next_item",
        "shop".to_owned(),
        &fs::read(&index).with_context(|| format!("cannot read {}", run::shown(&index)))?,
    )
}

/// The steps of a case as the row of actions that `fuzz/src/bin/event.rs` draws.
fn actions(steps: &[Value]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let frame = |bytes: &mut Vec<u8>, op: u8, frame: &[u8]| {
        bytes.push(op);
        bytes.extend((frame.len() as u16).to_le_bytes());
        bytes.extend(frame);
    };
    for step in steps {
        if let Some(now) = step["now"].as_str().and_then(|now| Time::from_unix_ms(frames::unix_ms(now))) {
            bytes.push(3);
            bytes.extend(now.0.to_le_bytes());
        }
        if let Some(context) = step.get("context") {
            frame(&mut bytes, 2, &frames::context(&Js::of(context)));
        }
        if let Some([name, parameters]) = step["track"].as_array().map(Vec::as_slice) {
            frame(&mut bytes, 0, &frames::event(&Js::of(name), &Js::of(parameters)).0);
        }
        for (key, action) in
            [("shown", &[4, 20][..]), ("outcome", &[5, 0]), ("choose", &[6, 0]), ("reload", &[7, 0, 7, 1])]
        {
            if step.get(key).is_some() {
                bytes.extend(action);
            }
        }
    }
    bytes
}
