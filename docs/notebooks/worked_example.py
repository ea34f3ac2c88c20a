# %% [markdown]
# # The worked example with pandas
#
# A walking group led by its members: 100 people become eligible each year, half start, and four fifths of them complete. `tests/test_worked_example.py` does the sums by hand; this notebook asks the
# program for the same figures as pandas data frames. Run it in the folder of the repository, or give `CASE` the way to the file.

# %%
from pathlib import Path

from valuation import answer, read_case

CASE = Path("cases/worked_example.yaml")
frames = answer(read_case(CASE)).frames()
{name: frame.shape for name, frame in frames.items()}

# %% [markdown]
# ## People
#
# 50 people start each year and 40 complete.

# %%
frames["people_by_year"]

# %% [markdown]
# ## Where the money comes from and goes to
#
# Every line of costs and benefits stands in `lines_by_year` once for each year, in the prices of the case and before discounting. A line that `counted` says is not counted is shown for information and added up nowhere.

# %%
lines = frames["lines_by_year"]
counted = lines[lines.counted]
table = counted.pivot_table(index=["side", "path", "kind"], columns="year", values="amount", aggfunc="sum")
table.round().astype(int)

# %% [markdown]
# Benefits less costs, by year:

# %%
sign = counted.side.map({"benefit": 1, "cost": -1})
by_year = (sign * counted.amount).groupby(counted.year).sum()
by_year.round(2)

# %% [markdown]
# ## Discounted
#
# Each later year counts for less, health by another rate than money. The net present value depends on whose point of view is taken.

# %%
results = frames["results"]
net = results[results.measure == "npv"].set_index("account_or_class").value
net.round().astype(int)

# %% [markdown]
# Everyone together is better off by £27,950, and public bodies are worse off by £35,453. Who gains, and who pays:

# %%
parties = frames["parties"].set_index("party")[["pv_costs", "pv_cash_benefits", "pv_other_benefits", "net"]]
parties.round().astype(int)

# %% [markdown]
# The parties add up to everyone:

# %%
assert abs(parties.net.sum() - net["society"]) < 0.01
round(float(parties.net.sum()), 2)
