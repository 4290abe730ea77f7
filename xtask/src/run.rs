//! Starting other programs: shown before they run, with no standard input, so that nothing ever waits for a key.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Runs the command to its end; an exit code other than 0 is an error that names it.
pub fn run(command: &mut Command) -> Result<(), String> {
    let line = shown(command);
    eprintln!("> {line}");
    let status = command.stdin(Stdio::null()).status().map_err(|cause| format!("{line}: {cause}"))?;
    if status.success() { Ok(()) } else { Err(format!("{line}: {status}")) }
}

/// What the program prints, trimmed; `None` when it is missing or fails.
pub fn answer(program: impl AsRef<Path>, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program.as_ref()).args(arguments).stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Runs the command, passes its output on, and hands every line to `see` as well. True when it ended well.
pub fn watch(command: &mut Command, mut see: impl FnMut(&str)) -> Result<bool, String> {
    let line = shown(command);
    eprintln!("> {line}");
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|cause| format!("{line}: {cause}"))?;
    let (sender, lines) = std::sync::mpsc::channel::<String>();
    if let Some(stdout) = child.stdout.take() {
        forward(stdout, sender.clone());
    }
    if let Some(stderr) = child.stderr.take() {
        forward(stderr, sender.clone());
    }
    drop(sender);
    for text in lines {
        println!("{text}");
        see(&text);
    }
    let _flushed = std::io::stdout().flush();
    child.wait().map(|status| status.success()).map_err(|cause| format!("{line}: {cause}"))
}

fn forward(from: impl Read + Send + 'static, to: std::sync::mpsc::Sender<String>) {
    std::thread::spawn(move || {
        for line in BufReader::new(from).split(b'\n').map_while(Result::ok) {
            if to.send(String::from_utf8_lossy(&line).trim_end_matches('\r').to_owned()).is_err() {
                return;
            }
        }
    });
}

/// `cargo` as it was called, in the workspace folder.
pub fn cargo(root: &Path, arguments: &[&str]) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root);
    command
}

/// What cargo knows of the workspace: packages, their dependencies, the target folder.
pub fn metadata(root: &Path) -> Result<serde_json::Value, String> {
    let output = cargo(root, &["metadata", "--format-version", "1", "--no-deps", "--quiet"])
        .stdin(Stdio::null())
        .output()
        .map_err(|cause| format!("cargo metadata: {cause}"))?;
    if !output.status.success() {
        return Err(format!("cargo metadata: {}", String::from_utf8_lossy(&output.stderr).trim()));
    }
    serde_json::from_slice(&output.stdout).map_err(|cause| format!("cargo metadata: {cause}"))
}

/// Where cargo puts what it builds.
pub fn target(root: &Path) -> Result<PathBuf, String> {
    let metadata = metadata(root)?;
    metadata["target_directory"].as_str().map(PathBuf::from).ok_or_else(|| "cargo names no target folder".to_owned())
}

pub fn has_crate(root: &Path, name: &str) -> bool {
    root.join("crates").join(name).join("Cargo.toml").is_file()
}

pub fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|cause| format!("{}: {cause}", path.display()))
}

/// Writes a file and the folders above it.
pub fn write(path: &Path, content: &[u8]) -> Result<(), String> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|cause| format!("{}: {cause}", folder.display()))?;
    }
    std::fs::write(path, content).map_err(|cause| format!("{}: {cause}", path.display()))
}

fn shown(command: &Command) -> String {
    let mut line = Path::new(command.get_program())
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    for argument in command.get_args() {
        line.push(' ');
        line.push_str(&argument.to_string_lossy());
    }
    line
}
