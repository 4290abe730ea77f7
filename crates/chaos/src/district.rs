//! The invented county the clients work in: built once, copied for every run.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::desk::{self, Places};
use crate::{Outcome, program};

/// A login and its password.
#[derive(Debug, Clone)]
pub struct Account {
    pub login: String,
    pub password: String,
}

/// By role.
pub type Accounts = BTreeMap<String, Account>;

/// The district as `anlan demo --small` builds it. Its folder lies beside the program, so on a real disk.
pub struct District {
    folder: TempDir,
    pub accounts: Accounts,
    pub places: Places,
}

impl District {
    pub fn build(anlan: &Path) -> Outcome<District> {
        let (target, _) = program::target()?;
        let folder = tempfile::Builder::new().prefix("chaos-").tempdir_in(target).map_err(|cause| cause.to_string())?;
        let data = folder.path().join("built");
        let file = folder.path().join("accounts.json");
        let words = ["--data".as_ref(), data.as_os_str(), "demo".as_ref(), "--small".as_ref()];
        let more: [&OsStr; 3] = ["--build-only".as_ref(), "--accounts".as_ref(), file.as_os_str()];
        program::run(anlan, &[&words[..], &more[..]].concat())?;
        let accounts = accounts(&file)?;
        let places = desk::places(&data.join("anlan.db"), &accounts)?;
        Ok(District { folder, accounts, places })
    }

    /// A fresh copy of it, to be damaged.
    pub fn copy(&self, name: &str) -> Outcome<PathBuf> {
        let to = self.folder.path().join(name);
        copy(&self.folder.path().join("built"), &to).map_err(|cause| format!("{}: {cause}", to.display()))?;
        Ok(to)
    }
}

/// A folder with everything in it.
fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        match entry.file_type()?.is_dir() {
            true => copy(&entry.path(), &to)?,
            false => std::fs::copy(entry.path(), &to).map(drop)?,
        }
    }
    Ok(())
}

fn accounts(file: &Path) -> Outcome<Accounts> {
    let text = std::fs::read_to_string(file).map_err(|cause| format!("{}: {cause}", file.display()))?;
    let listed: Vec<Value> = serde_json::from_str(&text).map_err(|cause| cause.to_string())?;
    let text = |account: &Value, field: &str| account[field].as_str().unwrap_or_default().to_owned();
    let account = |a: &Value| (text(a, "role"), Account { login: text(a, "login"), password: text(a, "password") });
    Ok(listed.iter().map(account).collect())
}
