//! From what an assessor says to a colour: the score by the scheme's edition, the line it met, and what is red without a
//! score.

use kernel::{Error, Problem};
use standards::{Band, Colour, Exact, Line, lec, risk_matrix};

use super::scheme::{Method, RiskScheme};

/// What the assessor chose from the tables of a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Factors {
    Lec { likelihood: Exact, exposure: Exact, consequence: Exact },
    Matrix { likelihood: Exact, severity: Exact },
}

impl Factors {
    pub fn method(self) -> Method {
        match self {
            Factors::Lec { .. } => Method::Lec,
            Factors::Matrix { .. } => Method::Matrix,
        }
    }

    /// What each is called, in the order of the formula.
    pub fn names(method: Method) -> &'static [&'static str] {
        match method {
            Method::Lec => &["likelihood", "exposure", "consequence"],
            Method::Matrix => &["likelihood", "severity"],
        }
    }

    pub fn values(self) -> Vec<(&'static str, Exact)> {
        let values = match self {
            Factors::Lec { likelihood, exposure, consequence } => vec![likelihood, exposure, consequence],
            Factors::Matrix { likelihood, severity } => vec![likelihood, severity],
        };
        Self::names(self.method()).iter().copied().zip(values).collect()
    }

    /// As they were typed or recorded; none where one is no number or their count is not the method's.
    pub fn read<T: AsRef<str>>(method: Method, values: &[T]) -> Option<Factors> {
        let values: Vec<Exact> = values.iter().map(|it| it.as_ref().parse().ok()).collect::<Option<_>>()?;
        match (method, values.as_slice()) {
            (Method::Lec, &[likelihood, exposure, consequence]) => {
                Some(Factors::Lec { likelihood, exposure, consequence })
            }
            (Method::Matrix, &[likelihood, severity]) => Some(Factors::Matrix { likelihood, severity }),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graded {
    pub score: Exact,
    /// What the score alone means.
    pub band: Band,
    /// The line that the score lies exactly on: there the edition decides.
    pub met: Option<Line>,
    /// What makes it red whatever its score.
    pub direct_red: Option<String>,
}

impl Graded {
    pub fn colour(&self) -> Colour {
        if self.direct_red.is_some() { Colour::Red } else { self.band.colour }
    }
}

/// `direct_red` is one of the scheme's sentences.
pub fn grade(scheme: &RiskScheme, factors: Factors, direct_red: Option<&str>) -> Result<Graded, Error> {
    if factors.method() != scheme.edition.method() {
        return Err(Problem::at("method", "the scheme is of another method").into());
    }
    let borders = scheme.edition.borders();
    let risk = match factors {
        Factors::Lec { likelihood, exposure, consequence } => lec::risk(borders, likelihood, exposure, consequence),
        Factors::Matrix { likelihood, severity } => risk_matrix::risk(borders, likelihood, severity),
    };
    let risk = risk.map_err(|error| Error::from(Problem::at(error.field(), error.problem())))?;
    let direct_red = match direct_red {
        Some(text) if !scheme.direct_red.iter().any(|known| known == text) => {
            return Err(Problem::at("direct_red", "the scheme does not name this case").into());
        }
        chosen => chosen.map(str::to_owned),
    };
    let met = borders.lines.iter().find(|line| line.at == risk.score).copied();
    Ok(Graded { score: risk.score, band: risk.band, met, direct_red })
}

#[cfg(test)]
mod tests {
    use kernel::Identity as _;

    use super::*;
    use crate::risk::scheme::{Edition, RiskSchemeId};

    const INSTALLATION: &str = "构成重大危险源";

    #[test]
    #[rustfmt::skip]
    fn grading() {
        use Edition::{LecDownward, LecUpward, LsFiveGrades, LsFourGrades};
        //    edition        factors       direct red           outcome
        check(LecUpward,     "3 10 15",    None,                "450 red grade 1");
        check(LecUpward,     "1 6 15",     None,                "90 yellow grade 3");
        check(LecUpward,     "1 10 7",     None,                "70 yellow grade 3 on 70");
        check(LecDownward,   "1 10 7",     None,                "70 blue grade 4 on 70");
        check(LecUpward,     "0.1 0.5 1",  None,                "0.05 blue grade 5");
        check(LecUpward,     "1 6 15",     Some(INSTALLATION),  "90 red grade 3");
        check(LecUpward,     "1 6 15",     Some("有人看见"),     "direct_red: the scheme does not name this case");
        check(LecUpward,     "4 6 15",     None,                "likelihood: this is outside the domain of the standard");
        check(LecUpward,     "4 4",        None,                "method: the scheme is of another method");
        check(LsFourGrades,  "3 3",        None,                "9 orange grade 2 on 9");
        check(LsFiveGrades,  "3 3",        None,                "9 yellow grade 3 on 9");
        check(LsFourGrades,  "2 4",        None,                "8 yellow grade 3");
        check(LsFourGrades,  "6 1",        None,                "likelihood: this is outside the domain of the standard");
        check(LsFourGrades,  "1 6 15",     None,                "method: the scheme is of another method");
    }

    fn check(edition: Edition, factors: &str, direct_red: Option<&str>, outcome: &str) {
        let scheme = RiskScheme {
            id: RiskSchemeId::from_bytes([1; 16]),
            version: 1,
            edition,
            direct_red: vec![INSTALLATION.into()],
            reason: "全县统一口径".into(),
            source: "望安委〔2026〕12 号".into(),
            from: "2026-06-20".parse().unwrap(),
            to: None,
        };
        let values: Vec<Exact> = factors.split(' ').map(|value| value.parse().unwrap()).collect();
        let factors = match values[..] {
            [likelihood, exposure, consequence] => Factors::Lec { likelihood, exposure, consequence },
            [likelihood, severity] => Factors::Matrix { likelihood, severity },
            _ => panic!("two or three values: {factors}"),
        };
        let said = match grade(&scheme, factors, direct_red) {
            Ok(it) => {
                let on = it.met.map(|line| format!(" on {}", line.at)).unwrap_or_default();
                format!("{} {} grade {}{on}", it.score, it.colour().word(), it.band.grade)
            }
            Err(error) => error.to_string(),
        };
        assert_eq!(said, outcome, "{edition} {values:?}");
    }
}
