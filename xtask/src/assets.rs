//! Browser files: fetched by npm at the versions that `web/package-lock.json` pins, checked against `web/assets.lock`,
//! copied to where the `page` crate embeds them. When the right files are already there, no network is needed.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::run::{read, write};
use crate::setup;

/// One row of `web/assets.lock`.
#[derive(Debug, PartialEq, Eq)]
pub struct Asset {
    pub file: String,
    pub from: String,
    pub sha256: String,
}

pub fn fetch(root: &Path) -> Result<(), String> {
    if are_in_place(root) {
        return Ok(());
    }
    let assets = lock(&read(&root.join("web/assets.lock"))?)?;
    let vendor = vendor(root);
    setup::packages(root)?;
    for asset in &assets {
        let from = root.join("web/node_modules").join(&asset.from);
        let content = std::fs::read(&from).map_err(|cause| format!("{}: {cause}", from.display()))?;
        check(asset, &content)?;
        write(&vendor.join(&asset.file), &content)?;
        println!("{} {} bytes", asset.file, content.len());
    }
    Ok(())
}

pub fn are_in_place(root: &Path) -> bool {
    let assets = read(&root.join("web/assets.lock")).and_then(|text| lock(&text));
    assets.is_ok_and(|assets| assets.iter().all(|asset| is_in_place(&vendor(root), asset)))
}

fn vendor(root: &Path) -> PathBuf {
    root.join("crates/page/assets/vendor")
}

pub fn lock(text: &str) -> Result<Vec<Asset>, String> {
    let table: toml::Table = text.parse().map_err(|cause| format!("web/assets.lock: {cause}"))?;
    let rows = table.get("asset").and_then(toml::Value::as_array).ok_or("web/assets.lock: no [[asset]]")?;
    let word = |row: &toml::Value, key: &str| {
        let text = row.get(key).and_then(toml::Value::as_str);
        text.map(str::to_owned).ok_or_else(|| format!("web/assets.lock: an asset without {key}"))
    };
    rows.iter()
        .map(|row| {
            word(row, "licence")?;
            Ok(Asset { file: word(row, "file")?, from: word(row, "from")?, sha256: word(row, "sha256")? })
        })
        .collect()
}

pub fn check(asset: &Asset, content: &[u8]) -> Result<(), String> {
    let sum = sum(content);
    if sum == asset.sha256 {
        return Ok(());
    }
    Err(format!("{}: its sum is {sum}, web/assets.lock expects {}", asset.file, asset.sha256))
}

pub fn sum(content: &[u8]) -> String {
    Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn is_in_place(vendor: &Path, asset: &Asset) -> bool {
    std::fs::read(vendor.join(&asset.file)).is_ok_and(|content| check(asset, &content).is_ok())
}
