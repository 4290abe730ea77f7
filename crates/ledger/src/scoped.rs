//! A visitor's reach as a clause of a query. The twin of `Scope::covers`, for lists.

use kernel::{Grant, Reach, Scope, ToCell};

/// Which columns of a query say where a row belongs.
#[derive(Debug, Clone, Copy)]
pub struct ScopeColumns<'a> {
    pub division: &'a str,
    pub organisations: &'a [&'a str],
    pub persons: &'a [&'a str],
    pub sector: Option<&'a str>,
}

/// Text and parameters of a query that grows by conditions.
#[derive(Default)]
pub struct Clause {
    text: String,
    params: Vec<Box<dyn ToCell + Send>>,
}

impl Clause {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a parameter and returns its name: `$3`.
    pub fn bind(&mut self, value: impl ToCell + Send + 'static) -> String {
        self.params.push(Box::new(value));
        format!("${}", self.params.len())
    }

    /// Adds `AND condition`.
    pub fn and(&mut self, condition: &str) -> &mut Self {
        if !self.text.is_empty() {
            self.text.push_str(" AND ");
        }
        self.text.push_str(condition);
        self
    }

    pub fn and_equals(&mut self, column: &str, value: impl ToCell + Send + 'static) -> &mut Self {
        let name = self.bind(value);
        self.and(&format!("{column} = {name}"))
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn params(&self) -> Vec<&dyn ToCell> {
        self.params.iter().map(|p| p.as_ref() as &dyn ToCell).collect()
    }

    /// Keeps only what the scope covers.
    pub fn within(&mut self, scope: &Scope, columns: &ScopeColumns<'_>) -> &mut Self {
        let everything = |g: &Grant| g.reach == Reach::District && g.sectors.is_none();
        if scope.grants.iter().any(everything) {
            return self;
        }
        let mut ways: Vec<String> = Vec::new();
        for grant in &scope.grants {
            self.ways_of(grant, scope, columns, &mut ways);
        }
        ways.dedup();
        match ways.len() {
            0 => self.and("1 = 0"),
            _ => self.and(&format!("({})", ways.join(" OR "))),
        }
    }

    fn ways_of(&mut self, grant: &Grant, scope: &Scope, columns: &ScopeColumns<'_>, ways: &mut Vec<String>) {
        if grant.reach == Reach::Own {
            if let Some(person) = scope.person {
                let name = self.bind(person);
                ways.extend(columns.persons.iter().map(|column| format!("{column} = {name}")));
            }
            return;
        }
        if !columns.organisations.is_empty() {
            let name = self.bind(grant.organisation);
            ways.extend(columns.organisations.iter().map(|column| format!("{column} = {name}")));
        }
        let place = match grant.reach {
            Reach::Division => {
                let (first, last) = grant.division.range();
                let (first, last) = (self.bind(first), self.bind(last));
                Some(format!("{} BETWEEN {first} AND {last}", columns.division))
            }
            Reach::District => None,
            _ => return,
        };
        let sector = grant.sectors.as_ref().zip(columns.sector).map(|(sectors, column)| {
            let names: Vec<String> = sectors.iter().map(|s| self.bind(*s)).collect();
            format!("{column} IN ({})", names.join(", "))
        });
        ways.push(match (place, sector) {
            (Some(place), Some(sector)) => format!("({place} AND {sector})"),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => "1 = 1".to_owned(),
        });
    }
}
