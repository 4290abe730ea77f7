//! Makes the typed words of this crate's pages.

fn main() {
    words::build();
}
