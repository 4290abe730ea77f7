//! The seasons of the district: spans of the year with a name and a text. The usual ones come with the program; a file
//! `seasons.toml` in the data folder takes their place.

use std::path::Path;

use kernel::{Day, Error, Lang};
use serde::Deserialize;

const USUAL: &str = include_str!("seasons.toml");
const FILE: &str = "seasons.toml";

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Season {
    zh: String,
    en: String,
    /// `05-01`; a span may go over the end of the year.
    from: String,
    to: String,
    /// The text that says so.
    pub source: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Seasons {
    season: Vec<Season>,
}

/// And whether they are the district's own.
pub(super) fn seasons(folder: &Path) -> Result<(Vec<Season>, bool), Error> {
    let (text, own) = match std::fs::read_to_string(folder.join(FILE)) {
        Ok(text) => (text, true),
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => (USUAL.to_owned(), false),
        Err(cause) => return Err(Error::internal(cause)),
    };
    let read: Seasons = toml::from_str(&text).map_err(Error::internal)?;
    match read.season.iter().find(|it| it.span().is_none()) {
        Some(wrong) => Err(Error::internal(format!("{FILE}: {} has no days as 05-01", wrong.zh))),
        None => Ok((read.season, own)),
    }
}

impl Season {
    pub fn name(&self, lang: Lang) -> &str {
        if lang == Lang::Zh { &self.zh } else { &self.en }
    }

    fn span(&self) -> Option<((i8, i8), (i8, i8))> {
        let day = |text: &str| {
            let (month, day) = text.split_once('-')?;
            let (month, day) = (month.parse().ok()?, day.parse().ok()?);
            Day::new(2024, month, day).map(|_| (month, day))
        };
        Some((day(&self.from)?, day(&self.to)?))
    }

    /// Whether some day of a month lies in it.
    pub fn touches(&self, month: i8) -> bool {
        let Some(((from, _), (to, _))) = self.span() else { return false };
        if from <= to { (from..=to).contains(&month) } else { month >= from || month <= to }
    }

    /// `5月1日至10月31日`
    pub fn days(&self, lang: Lang) -> String {
        let Some((from, to)) = self.span() else { return String::new() };
        match lang {
            Lang::Zh => format!("{}月{}日至{}月{}日", from.0, from.1, to.0, to.1),
            Lang::En => format!("{:02}-{:02} to {:02}-{:02}", from.0, from.1, to.0, to.1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_season_may_go_over_the_end_of_the_year() {
        let folder = tempfile::tempdir().unwrap();
        let (usual, own) = seasons(folder.path()).unwrap();
        assert!(!own && usual.len() >= 3);
        let months = |zh: &str| {
            let it = usual.iter().find(|it| it.zh == zh).unwrap();
            (1..=12).filter(|month| it.touches(*month)).collect::<Vec<i8>>()
        };
        assert_eq!(months("汛期"), [5, 6, 7, 8, 9, 10]);
        assert_eq!(months("森林防火期"), [1, 2, 3, 4, 5, 6, 12]);
        let own =
            "[[season]]\nzh = \"雨季\"\nen = \"rains\"\nfrom = \"06-10\"\nto = \"09-20\"\nsource = \"县政府通告\"\n";
        std::fs::write(folder.path().join(FILE), own).unwrap();
        let (read, is_own) = seasons(folder.path()).unwrap();
        assert_eq!((is_own, read.len(), read[0].days(Lang::Zh)), (true, 1, "6月10日至9月20日".to_owned()));
        std::fs::write(folder.path().join(FILE), own.replace("06-10", "06-31")).unwrap();
        assert!(seasons(folder.path()).is_err());
    }
}
