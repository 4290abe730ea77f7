//! The four typefaces of official documents, by name, and what to take where one is not installed.

use docx_rs::RunFonts;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    /// Heading and title.
    Title,
    /// `一、`
    Black,
    /// `（一）`
    Regular,
    Body,
    /// Page numbers.
    Song,
}

impl Face {
    const ALL: [Face; 5] = [Face::Title, Face::Black, Face::Regular, Face::Body, Face::Song];

    pub(super) fn name(self) -> &'static str {
        match self {
            Face::Title => "方正小标宋简体",
            Face::Black => "黑体",
            Face::Regular => "楷体_GB2312",
            Face::Body => "仿宋_GB2312",
            Face::Song => "宋体",
        }
    }

    /// Tried in this order by Word and WPS.
    fn instead(self) -> &'static str {
        match self {
            Face::Title => "方正小标宋_GBK,小标宋体,华文中宋,宋体,SimSun,Noto Serif CJK SC",
            Face::Black => "SimHei,方正黑体_GBK,Noto Sans CJK SC",
            Face::Regular => "楷体,KaiTi,方正楷体_GBK,华文楷体,Noto Serif CJK SC",
            Face::Body => "仿宋,FangSong,方正仿宋_GBK,华文仿宋,Noto Serif CJK SC",
            Face::Song => "SimSun,方正书宋_GBK,Noto Serif CJK SC",
        }
    }

    fn family(self) -> &'static str {
        match self {
            Face::Title | Face::Song => "roman",
            Face::Black => "swiss",
            Face::Regular | Face::Body => "modern",
        }
    }

    /// Chinese marks that Latin fonts have too (“ ” — …) are set in the Chinese one.
    pub(super) fn run(self) -> RunFonts {
        let latin = if self == Face::Song { self.name() } else { LATIN };
        RunFonts::new().ascii(latin).hi_ansi(latin).east_asia(self.name()).hint("eastAsia")
    }
}

const LATIN: &str = "Times New Roman";

/// The part `word/fontTable.xml`; the library writes one of its own that knows none of these.
pub(super) fn table() -> String {
    let font = |it: Face| {
        let (name, instead, family) = (it.name(), it.instead(), it.family());
        format!(
            r#"<w:font w:name="{name}"><w:altName w:val="{instead}"/><w:charset w:val="86"/><w:family w:val="{family}"/><w:pitch w:val="variable"/></w:font>"#
        )
    };
    let fonts: String = Face::ALL.into_iter().map(font).collect();
    format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:font w:name="{LATIN}"><w:charset w:val="00"/><w:family w:val="roman"/><w:pitch w:val="variable"/></w:font>{fonts}</w:fonts>"#
    )
}
