"""The model in formulas: who reads the ledger's lines, what it comes to for each, and the headlines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from make_the_case.exports.workbook.formulas import (
    Formula,
    Range,
    Sheet,
    call,
    choose,
    largest,
    lowest,
    products,
    size,
    term,
    total,
    total_where,
)
from make_the_case.exports.workbook.ledger_sheets import (
    FIRST_YEAR,
    ONE,
    YEAR_ROW,
    ZERO,
    LedgerSheets,
    Numbers,
    OptionSheets,
    budget_word,
    in_year,
    multiplied,
    summed,
)
from make_the_case.exports.workbook.measure_formulas import MEASURE_FORMULAS, STYLES, AccountCells
from make_the_case.words.assumption_phrases import entry_name
from make_the_case.words.names import ACCOUNT_WORDS, MEASURE_WORDS
from make_the_case.words.phrases import capital, party_in_prose
from valuation.accounts import ACCOUNTS, BENEFIT_CLASSES, SOCIETY, is_shared_out
from valuation.lines.model import Model, OptionModel
from valuation.measures import HEALTH_OPPORTUNITY_COST, QALY_PRICES
from valuation.streams import MEASURES
from valuation.verdict import BREAK_EVEN, DECIDING, VERDICTS, Verdict

CASH_WORDS = {
    "nominal_costs": "pays", "nominal_cash_benefits": "receives", "net": "net", "optimism_allowance": "allowance for optimism",
    "recurrent_costs": "pays every year", "non_recurrent_costs": "pays once", "wte": "whole-time posts",
}  # fmt: skip
PARTY_WORDS = {
    "pv_costs": "pays",
    "pv_cash_benefits": "gains in cash",
    "pv_other_benefits": "gains otherwise",
}
NET_SO_FAR = "net so far"


class ModelSheets(LedgerSheets):
    """Writes the sheets of the whole calculation: the ledger, then its accounts, parties and cash."""

    def __init__(self, model: Model, numbers: Numbers, deflators: Callable[[str | int], Formula]):
        super().__init__(model, numbers, deflators)
        self._accounts()
        self._parties()
        self._financial_case()

    # Accounts and measures ------------------------------------------------------------------------------------

    def _accounts(self) -> None:
        self.so_far_rows: dict[tuple[int, str], int] = {}
        """Where the position at the end of each year stands, by option and account."""
        self.account_sheet = sheet = self._sheet("Accounts")
        self.year_numbers = [
            sheet.put(YEAR_ROW, FIRST_YEAR + k, term(k + 1), "year") for k in range(self.years)
        ]
        for place, option in enumerate(self.model.options):
            for name in ACCOUNTS.keys:
                self._account(place, option, name)
            self._classes(place, option)
            self._health(place, option)
            self._readings(place, option)

    def _account(self, place: int, option: OptionModel, name: str) -> None:
        sheet, found, whose = self.account_sheet, self.options[place], option.name
        who = ACCOUNT_WORDS[name].sheet
        has_lines = option.lines.stop > option.lines.start

        def stream(word: str, item: str) -> list[Formula]:
            mask = self._of_option(option, name) if has_lines else None
            years = [
                total_where(self._year_of(option, year), (mask, word)) if mask else ZERO
                for year in range(self.years)
            ]
            return self._row(
                sheet, whose, f"{who}: {item}", "lines that it reads so", years=years, style="money"
            )[1]

        costs, benefits = stream("cost", "costs"), stream("benefit", "benefits")
        health = stream("health benefit", "health benefits") if ACCOUNTS[name].reads_wider else None
        net = [b - c for b, c in zip(benefits, costs, strict=True)]
        if health:
            net = [n + h for n, h in zip(net, health, strict=True)]
        _, net = self._row(sheet, whose, f"{who}: net", "benefits − costs", years=net, style="money")
        self.so_far_rows[place, name] = sheet.row
        _, so_far = self._row(
            sheet, whose, f"{who}: {NET_SO_FAR}", "added up", style="money",
            years=[total(Range(f"{sheet.name}!{_fixed(net[0])}:{_place(net[y])}", tuple(net[: y + 1]))) for y in range(self.years)],
        )  # fmt: skip
        standard, at_health = self.standard, self.health
        discounted = [(b - c) * f for b, c, f in zip(benefits, costs, standard, strict=False)]
        if health:
            discounted = [d + h * f for d, h, f in zip(discounted, health, at_health, strict=False)]
        _, discounted = self._row(
            sheet, whose, f"{who}: net, discounted", "net × discount factor", years=discounted, style="money"
        )
        _, discounted_so_far = self._row(
            sheet, whose, f"{who}: net so far, discounted", "added up", style="money",
            years=[
                total(Range(f"{sheet.name}!{_fixed(discounted[0])}:{_place(discounted[y])}", tuple(discounted[: y + 1])))
                for y in range(self.years)
            ],
        )  # fmt: skip
        cells = AccountCells(
            sheet, sheet.run(self.year_numbers), costs, benefits, health, so_far, discounted_so_far,
            self.discounting.run(standard[: self.years]), self.discounting.run(at_health[: self.years]),
        )  # fmt: skip
        for measure in MEASURES:
            words = MEASURE_WORDS[measure.name]
            formula = MEASURE_FORMULAS[measure.name](cells)
            cells.measures[measure.name] = self._one(
                sheet, whose, f"{who}: {words.sheet}", words.how, formula, STYLES[measure.unit]
            )
        found.accounts[name] = cells.measures
        found.yearly[name] = {"costs": costs, "net": net, "discounted": discounted, "benefits": benefits}

    def _classes(self, place: int, option: OptionModel) -> None:
        sheet, found = self.account_sheet, self.options[place]
        if option.lines.stop == option.lines.start:
            found.classes = dict.fromkeys(BENEFIT_CLASSES.keys, ZERO)
            found.beyond = dict.fromkeys(BENEFIT_CLASSES.keys, ZERO)
            return
        mask = self._of_option(option, "society_class")
        pv, beyond = (self.lines.run(cells[option.lines]) for cells in (self.line_pv, self.line_beyond))
        for name in BENEFIT_CLASSES.keys:
            how = "lines of the class that society reads"
            found.classes[name] = self._one(
                sheet,
                option.name,
                f"Benefits: {name.replace('_', ' ')}",
                how,
                total_where(pv, (mask, name)),
                "money",
            )
            found.beyond[name] = self._one(
                sheet, option.name, f"After the last year, not added: {name.replace('_', ' ')}", how, total_where(beyond, (mask, name)), "money"
            )  # fmt: skip

    def _health(self, place: int, option: OptionModel) -> None:
        """Writes the QALYs and WELLBYs, after optimism bias."""
        sheet, found, whose = self.account_sheet, self.options[place], option.name
        by_unit: dict[str, list[list[Formula]]] = {}
        for unit, outcome, column in option.health_units:
            amounts = self.outcome_years[outcome][: self.years]
            if column is not None:
                amounts = [a - self.n(column) * size(a) for a in amounts]
            by_unit.setdefault(unit, []).append(amounts)
        for unit in ("qaly", "wellby"):
            rows = by_unit.get(unit)
            name = f"{unit}s"
            if not rows:
                for key in ("undiscounted", "discounted"):
                    found.more[f"{name}.{key}"] = self._one(
                        sheet, whose, f"{name}: {key}", "", term("none"), "people"
                    )
                continue
            _, cells = self._row(
                sheet, whose, f"{name}", "amounts less optimism bias", style="factor",
                years=[summed([row[y] for row in rows]) for y in range(self.years)],
            )  # fmt: skip
            run = sheet.run(cells)
            found.more[f"{name}.undiscounted"] = self._one(
                sheet, whose, f"{name}: undiscounted", "added up", total(run), "factor"
            )
            at_health = self.discounting.run(self.health[: self.years])
            found.more[f"{name}.discounted"] = self._one(
                sheet, whose, f"{name}: discounted", "Σ × factor", products(run, at_health), "factor"
            )
            if unit == "qaly":
                found.more["nice.qalys"] = products(run, self.discounting.run(self.nice_health))

    def _readings(self, place: int, option: OptionModel) -> None:
        """Writes the verdict, the ratios that never lead, the NICE reading, and society's npv with distributional weights."""
        sheet, found, whose = self.account_sheet, self.options[place], option.name
        npv = {name: found.accounts[name]["npv"] for name in ACCOUNTS.keys}

        def one(name: str, how: str, formula: Formula, style: str = "money") -> Formula:
            words = capital(name.replace("nice.", "NICE reading: ").replace("_", " ").replace(".", ", "))
            found.more[name] = self._one(sheet, whose, words, how, formula, style)
            return found.more[name]

        breaks_even = {name: npv[name] >= BREAK_EVEN for name in DECIDING}
        order = (SOCIETY, "public_sector", "public_cash")
        number = one(
            "verdict.number",
            "by rule on who breaks even (Method, section 7)",
            _number_of(list(VERDICTS), breaks_even, order),
            "people",
        )
        sentences = [
            choose(npv["commissioner"] < BREAK_EVEN, row.sentence_beyond_own_budget, row.sentence)
            if row.sentence_beyond_own_budget
            else term(row.sentence)
            for row in VERDICTS
        ]
        chosen = sentences[int(number.number) - 1].value
        one("verdict.sentence", "in words", call("CHOOSE", chosen, number, *sentences), "text")
        society_account, sector = found.accounts["society"], found.accounts["public_sector"]
        costs = society_account["pv_costs"]
        one("sroi", "society's benefits ÷ costs", choose(costs > ZERO, society_account["pv_benefits"] / costs, "not defined"), "ratio")  # fmt: skip
        net_public = sector["pv_costs"] - sector["pv_benefits"]
        one(
            "bcr_public", "1 + society's net value ÷ net public cost",
            choose(net_public > ZERO, ONE + npv["society"] / net_public, "not defined"), "ratio",
        )  # fmt: skip
        one(
            "weighted_npv",
            "society's net value and the extra weight of segments",
            self._weighted(place, option),
        )
        payer = found.yearly["health_and_care"]
        factors = self.discounting.run(self.nice)
        net_cost = one(
            "nice.net_cost", "health and care's costs − benefits, at NICE's rates",
            products(sheet.run(payer["costs"]), factors) - products(sheet.run(payer["benefits"]), factors),
        )  # fmt: skip
        qalys = one("nice.qalys", "at NICE's rates", found.more.get("nice.qalys", ZERO), "factor")
        self._nice(one, net_cost, qalys)

    def _nice(self, one: Callable[..., Formula], net_cost: Formula, qalys: Formula) -> None:
        is_better = qalys > ZERO
        reading = choose(
            qalys.is_same(0), "no_qalys",
            choose(
                net_cost > ZERO,
                choose(is_better, "ratio", "dominated"),
                choose(is_better, "dominant", choose(net_cost.is_same(0), "dominated", "cheaper_and_worse")),
            ),
        )  # fmt: skip
        reading = one("nice.icer.reading", "how the two stand to each other", reading, "text")
        has_ratio = Formula(
            f'OR({reading.text}="ratio",{reading.text}="cheaper_and_worse")', reading.value in ("ratio", "cheaper_and_worse")
        )  # fmt: skip
        one("nice.icer.value", "net cost ÷ QALYs", choose(has_ratio, net_cost / qalys, "not defined"))
        for price in QALY_PRICES:
            one(f"nice.net_monetary_benefit.{price:.0f}", f"£{price:,.0f} × QALYs − net cost", term(int(price)) * qalys - net_cost)  # fmt: skip
        one(
            "nice.net_health_benefit", f"QALYs − net cost ÷ £{HEALTH_OPPORTUNITY_COST:,.0f}",
            qalys - net_cost / int(HEALTH_OPPORTUNITY_COST), "factor",
        )  # fmt: skip

    def _weighted(self, place: int, option: OptionModel) -> Formula:
        """Returns society's npv + Σ (weight − 1) · PV of each segment's part of the lines to participants."""
        found, parts, sheet = self.options[place], self.model.parts, self.account_sheet
        npv = found.accounts["society"]["npv"]
        extra = []
        for line, (how, first, second) in zip(parts.weighted, parts.weighted_by, strict=True):
            row = self.model.lines[int(line)]
            if (
                row.option != place
                or not row.counted
                or option.weighting is None
                or (how == "exposure" and first == second)
            ):
                continue
            amounts = self.line_years[int(line)][: self.years]
            gains = []
            for year, amount in enumerate(amounts):
                people, weighted = self._weighing(how, first, second, year)
                gains.append(choose(people.is_same(0), ZERO, amount * weighted / people))
            _, cells = self._row(
                sheet, option.name, f"Extra weight: {entry_name(self.model.case, row.path)} ({row.kind})", "line × weighted part of its people",
                years=gains, style="money",
            )  # fmt: skip
            factors = self.health if row.discount == "health" else self.standard
            extra.append(products(sheet.run(cells), self.discounting.run(factors[: self.years])))
        return summed([npv, *extra])

    def _weighing(self, how: str, first: int, second: int, year: int) -> tuple[Formula, Formula]:
        """Returns the people of a line in a year, and Σ (weight − 1) × those of each segment."""
        if how == "exposure":
            return self.exposures[first][year], self.exposures[second][year]
        found = self.options[first]
        years = [year] if how == "starts" else range(self.years)
        by = [summed([row[y] for y in years]) for row in found.by_segment]
        return summed(by), summed([b * (w - ONE) for b, w in zip(by, found.weights, strict=True)])

    # Who pays and who gains -----------------------------------------------------------------------------------

    def _parties(self) -> None:
        sheet = self._sheet("Who_pays")
        self.parties_sheet = sheet
        for place, option in enumerate(self.model.options):
            found = self.options[place]
            lines = [self.model.lines[k] for k in range(option.lines.start, option.lines.stop)]
            held = [line for line in lines if is_shared_out(line)]
            names = dict.fromkeys(line.party for line in held)
            if any(line.is_vat for line in held):
                names["hmrc"] = None
            for party in names:
                self._party(sheet, found, option, party)

    def _party(self, sheet: Sheet, found: OptionSheets, option: OptionModel, party: str) -> None:
        who, part, vat = (self._of_option(option, key) for key in ("party", "shared_out", "vat"))
        pv = self.lines.run(self.line_pv[option.lines])
        name = capital(party_in_prose(party))
        has_vat = party == "hmrc" and any(cell.value for cell in vat.cells)

        def amounts(cells: Range, word: str) -> Formula:
            made = total_where(cells, (who, party), (part, word))
            return (
                made + total_where(cells, (vat, "yes"), (part, "cost"))
                if word == "cash" and has_vat
                else made
            )

        row = {
            "pv_costs": amounts(pv, "cost"),
            "pv_cash_benefits": amounts(pv, "cash"),
            "pv_other_benefits": amounts(pv, "other"),
        }
        cells = {
            key: self._one(
                sheet,
                option.name,
                f"{name}: {PARTY_WORDS[key]}",
                "present value of its lines",
                formula,
                "money",
            )
            for key, formula in row.items()
        }
        cells["net"] = self._one(
            sheet, option.name, f"{name}: net", "gains − what it pays",
            cells["pv_cash_benefits"] + cells["pv_other_benefits"] - cells["pv_costs"], "money",
        )  # fmt: skip
        found.parties[party] = cells
        years = []
        for year in range(self.years):
            at = self._year_of(option, year)
            years.append(amounts(at, "cash") + amounts(at, "other") - amounts(at, "cost"))
        _, found.party_years[party] = self._row(
            sheet, option.name, f"{name}: net by year", "not discounted", years=years, style="money"
        )

    # The financial case ---------------------------------------------------------------------------------------

    def _financial_case(self) -> None:
        sheet = self._sheet("Cash_flow")
        commissioner = self.model.case.shape.commissioner
        for place, option in enumerate(self.model.options):
            lines = [self.model.lines[k] for k in range(option.lines.start, option.lines.stop)]
            others = sorted({line.party for line in lines if line.cash} - {commissioner})
            for party in (commissioner, *others):
                self._payer(sheet, place, option, party)

    def _payer(self, sheet: Sheet, place: int, option: OptionModel, party: str) -> None:
        found, name = self.options[place], capital(party_in_prose(party))
        lines = [self.model.lines[k] for k in range(option.lines.start, option.lines.stop)]

        def stream(item: str, how: str, *tests: tuple[str, str]) -> list[Formula]:
            years = []
            for year in range(self.years):
                if not lines:
                    years.append(ZERO)
                    continue
                conditions = [
                    (self._of_option(option, key), word) for key, word in (("party", party), *tests)
                ]
                years.append(total_where(self._year_of(option, year), *conditions) * self.nominal[year])
            return self._row(
                sheet, option.name, f"{name}: {CASH_WORDS.get(item, item)}", how, years=years, style="money"
            )[1]

        says = "cash prices, with inflation"
        paid = stream("nominal_costs", says, ("budget", "paid"))
        received = stream("nominal_cash_benefits", says, ("budget", "received"))
        _, net = self._row(
            sheet, option.name, f"{name}: net", "receives − pays", style="money",
            years=[r - p for r, p in zip(received, paid, strict=True)],
        )  # fmt: skip
        added = stream("optimism added", f"{says}; not in the budget", ("budget", "optimism paid"))
        taken = stream("optimism taken off", f"{says}; not in the budget", ("budget", "optimism received"))
        _, allowance = self._row(
            sheet, option.name, f"{name}: {CASH_WORDS['optimism_allowance']}", "not in the budget", style="money",
            years=[a - t for a, t in zip(added, taken, strict=True)],
        )  # fmt: skip
        streams = {
            "nominal_costs": paid,
            "nominal_cash_benefits": received,
            "net": net,
            "optimism_allowance": allowance,
        }
        budget = [line for line in lines if line.party == party and budget_word(line) == "paid"]
        for category in sorted({line.category or "not_said" for line in budget}):
            streams[f"costs_by_category.{category}"] = stream(
                f"pays for {category.replace('_', ' ')}", says, ("budget", "paid"), ("category", category)
            )
        streams["recurrent_costs"] = stream("recurrent_costs", says, ("budget", "paid"), ("once", "no"))
        streams["non_recurrent_costs"] = stream(
            "non_recurrent_costs", says, ("budget", "paid"), ("once", "yes")
        )
        streams["wte"] = self._posts(sheet, place, option, party)
        so_far = [summed(net[: year + 1]) for year in range(self.years)]
        _, so_far = self._row(
            sheet, option.name, f"{name}: {NET_SO_FAR}", "added up", years=so_far, style="money"
        )
        found.peak[party] = self._one(
            sheet, option.name, f"{name}: largest shortfall", "the largest shortfall so far", largest(ZERO, -lowest(sheet.run(so_far))), "money"
        )  # fmt: skip
        found.financial[party] = streams

    def _posts(self, sheet: Sheet, place: int, option: OptionModel, party: str) -> list[Formula]:
        """Writes a payer's whole-time posts: how many × quantity × phase, shared as their pay is."""
        table = self.model.costs
        rows = [
            (int(table.fte[row][0]), share)
            for owner, row, payer, share in self.model.posts
            if owner == place and payer == party
        ]
        years = []
        for year in range(self.years):
            posts = []
            for cost, share in rows:
                if not in_year(table.window[cost], year) or self.cost_drivers[cost][year] is ZERO:
                    continue
                parts = [self.cost_drivers[cost][year], self.n(int(table.quantity[cost]))]
                parts += [self.phases[cost][year]] if cost in self.phases else []
                posts.append(multiplied([*parts, *([self.share_cells[share]] if share >= 0 else [])]))
            years.append(summed(posts))
        return self._row(
            sheet,
            option.name,
            f"{capital(party_in_prose(party))}: {CASH_WORDS['wte']}",
            "posts × quantity × phase, shared as their pay is",
            years=years,
            style="people",
        )[1]


def _number_of(rows: Sequence[Verdict], breaks_even: Mapping[str, Formula], order: Sequence[str]) -> Formula:
    """Returns the number of the verdict that holds, asking one account after another whether it breaks even."""
    if len(rows) == 1 or not order:
        return term(rows[0].number)
    account, rest = order[0], order[1:]
    if not any(account in row.holds for row in rows):
        return _number_of(rows, breaks_even, rest)
    ahead, behind = (
        _number_of([row for row in rows if row.holds.get(account, is_ahead) == is_ahead], breaks_even, rest)
        for is_ahead in (True, False)
    )
    return choose(breaks_even[account], ahead, behind)


def _place(cell: Formula) -> str:
    return cell.text.partition("!")[2]


def _fixed(cell: Formula) -> str:
    """Returns the address of a year's cell that stays where it is when a formula is copied sideways."""
    return f"${_place(cell)}"
