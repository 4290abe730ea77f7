//! What a machine with Rust still lacks: browser assets, Node.js, Chromium, a Chinese font, a reader of PDF,
//! LibreOffice, a PostgreSQL server, a clock that can be moved, a compiler of C++ for the fuzz targets.
//!
//! Debian's packages are installed when we are root on Debian; whatever can't be installed is said in one line with what
//! to install, and the rest goes on. Running it again on a ready machine takes well under a second.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{answer, read, run, target, write};
use crate::{assets, fuzz, postgres, run};

/// The oldest Node.js that playwright-core starts on.
const NODE_MAJOR: u32 = 20;
const FONTS: [&str; 2] =
    ["/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc"];
const CHROMIUM: [&str; 3] = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/// What the browser tests run with; `missing` says what keeps them from running.
pub struct Browser {
    pub node: PathBuf,
    pub chromium: PathBuf,
    pub missing: Vec<String>,
}

pub fn everything(root: &Path) -> Result<Browser, String> {
    debian(&wanted_packages());
    let mut missing = Vec::new();
    if let Err(why) = packages(root) {
        missing.push(format!("browser packages are not installed: {why}"));
    }
    let node = node(root).unwrap_or_else(|why| {
        missing.push(why);
        PathBuf::from("node")
    });
    if let Err(why) = assets::fetch(root) {
        missing.push(format!("browser assets are not in place: {why}"));
    }
    let chromium = chromium().unwrap_or_else(|| {
        missing.push("Chromium is missing: install the package chromium".to_owned());
        PathBuf::from("chromium")
    });
    if !has_font() {
        eprintln!("setup: no Chinese font, pages will show boxes: install the package fonts-noto-cjk");
    }
    if !reads_pdf() {
        eprintln!("setup: the text of printed sheets is not checked: install the package poppler-utils");
    }
    for line in &missing {
        eprintln!("setup: {line}");
    }
    Ok(Browser { node, chromium, missing })
}

/// What a build needs: npm, for the browser assets. No browser.
pub fn for_build(root: &Path) {
    if !assets::are_in_place(root) {
        debian(&wanted_packages().into_iter().filter(|name| ["nodejs", "npm"].contains(name)).collect::<Vec<_>>());
    }
}

/// The npm packages of `web/`, exactly as locked; skipped when the lock has not changed since they were installed.
pub fn packages(root: &Path) -> Result<(), String> {
    let web = root.join("web");
    let lock = assets::sum(read(&web.join("package-lock.json"))?.as_bytes());
    let stamp = target(root)?.join("xtask/npm.stamp");
    let installed = web.join("node_modules/.package-lock.json").is_file();
    if installed && std::fs::read_to_string(&stamp).is_ok_and(|sum| sum == lock) {
        return Ok(());
    }
    npm_ci(&web)?;
    write(&stamp, lock.as_bytes())
}

/// A Node.js new enough: the machine's own, else the pinned one of `web/node`.
pub fn node(root: &Path) -> Result<PathBuf, String> {
    if major("node").is_some_and(|major| major >= NODE_MAJOR) {
        return Ok(PathBuf::from("node"));
    }
    let folder = root.join("web/node");
    let machine = if cfg!(target_arch = "aarch64") { "arm64" } else { "x64" };
    let own = folder.join(format!("node_modules/node-linux-{machine}/bin/node"));
    if major(&own).is_none() {
        npm_ci(&folder).map_err(|why| format!("Node.js {NODE_MAJOR} or newer is missing: install nodejs ({why})"))?;
    }
    match major(&own) {
        Some(_) => Ok(own),
        None => Err(format!("Node.js {NODE_MAJOR} or newer is missing: install nodejs")),
    }
}

fn npm_ci(folder: &Path) -> Result<(), String> {
    if answer("npm", &["--version"]).is_none() {
        return Err("npm is missing: install the packages nodejs and npm".to_owned());
    }
    run(Command::new("npm").args(["ci", "--ignore-scripts", "--no-progress", "--loglevel=error"]).current_dir(folder))
}

fn major(node: impl AsRef<Path>) -> Option<u32> {
    let version = answer(node, &["--version"])?;
    version.trim_start_matches('v').split('.').next()?.parse().ok()
}

fn chromium() -> Option<PathBuf> {
    let named = std::env::var_os("ANLAN_CHROMIUM").map(PathBuf::from);
    named.into_iter().chain(CHROMIUM.map(PathBuf::from)).find(|path| path.is_file())
}

fn has_font() -> bool {
    FONTS.iter().any(|path| Path::new(path).is_file())
        || answer("fc-list", &[":lang=zh-cn", "file"]).is_some_and(|list| !list.is_empty())
}

/// The library that gives a program another time than the machine's.
pub fn moved_clock() -> Option<PathBuf> {
    const FOLDERS: [&str; 3] = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib"];
    FOLDERS.iter().map(|folder| Path::new(folder).join("faketime/libfaketimeMT.so.1")).find(|path| path.is_file())
}

/// The suites of print and Word look for words in the PDF.
pub fn reads_pdf() -> bool {
    answer("pdftotext", &["-v"]).is_some()
}

/// LibreOffice, which opens what we write.
pub fn sets_word_files() -> bool {
    answer("soffice", &["--version"]).is_some()
}

/// A broker for the tests of devices behind one; it lies outside of the path of most accounts.
fn has_broker() -> bool {
    ["/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto"].iter().any(|it| Path::new(it).is_file())
}

fn wanted_packages() -> Vec<&'static str> {
    let mut wanted = Vec::new();
    if major("node").is_none() {
        wanted.push("nodejs");
    }
    if answer("npm", &["--version"]).is_none() {
        wanted.push("npm");
    }
    if chromium().is_none() {
        wanted.push("chromium");
    }
    if !has_font() {
        wanted.push("fonts-noto-cjk");
    }
    if !reads_pdf() {
        wanted.push("poppler-utils");
    }
    if !sets_word_files() {
        wanted.extend(["libreoffice-writer-nogui", "libreoffice-calc-nogui"]);
    }
    if postgres::programs().is_none() {
        wanted.push("postgresql");
    }
    if !has_broker() {
        wanted.push("mosquitto");
    }
    if moved_clock().is_none() {
        wanted.push("faketime");
    }
    if !fuzz::has_compiler() {
        wanted.push("g++");
    }
    wanted
}

/// Installs what is missing, as far as the account allows. The caller looks afterwards what is there.
fn debian(wanted: &[&str]) {
    if wanted.is_empty() {
        return;
    }
    let list = wanted.join(" ");
    let is_root = answer("id", &["-u"]).is_some_and(|id| id == "0");
    if !Path::new("/etc/debian_version").is_file() || !is_root {
        eprintln!("setup: can't install packages here (not root on Debian); please install: {list}");
        return;
    }
    let apt = |arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        run::run(&mut command)
    };
    let install = ["install", "--yes", "--quiet", "--no-install-recommends"];
    let done = apt(&["update", "--quiet"]).and_then(|()| apt(&[&install[..], wanted].concat()));
    if let Err(why) = done {
        eprintln!("setup: {why}; please install: {list}");
    }
}
