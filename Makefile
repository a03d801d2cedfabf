# The commands of the day. `make run`, `make test` and `make lint` work from a fresh clone.
PYTHON ?= python3
PORT ?= 8000
VAR_DIR ?= var
export PORT VAR_DIR

.PHONY: run test lint seed check-seed requirements demo-pictures screenshots audit-pages perf-pages bench bench-money bench-inbox bench-exposure soak format clean

run: ## The shop with demo data and a worker at 127.0.0.1:8000
	@$(PYTHON) -m marketplace.start run

test: ## Everything that needs no service; what was left out is named at the end
	@$(PYTHON) -m marketplace.start test $(ARGS)

lint: ## ruff, mypy, import-linter, djlint, migrations, deploy check, docs
	@$(PYTHON) -m marketplace.start lint

format: ## Let ruff format the code
	@$(PYTHON) -m marketplace.start tool ruff check --fix . && $(PYTHON) -m marketplace.start tool ruff format .

seed: ## Build the seed database by real migrations (two minutes)
	@$(PYTHON) -m marketplace.start manage build_seed

check-seed: ## Build the seed anew and compare it with the one in the repository
	@$(PYTHON) -m marketplace.start manage check_seed

requirements: ## Pin requirements*.txt again from requirements*.in
	uv pip compile -q --universal --no-header --generate-hashes --python-version 3.11 requirements.in -o requirements.txt
	uv pip compile -q --universal --no-header --generate-hashes --python-version 3.11 requirements-dev.in -o requirements-dev.txt

demo-pictures: ## Draw the demo pictures again
	@$(PYTHON) -m marketplace.start tool python -m marketplace.demo.pictures

screenshots: ## Photograph every page at 360 and 1280 px into docs/screenshots (ARGS="staff-home workspace" for some)
	@$(PYTHON) -m marketplace.start tool python -m benchmarks.screenshots $(ARGS)

audit-pages: ## axe on every type of page in every language at three widths; the last result is kept
	@$(PYTHON) -m marketplace.start tool python -m benchmarks.audit $(ARGS)

perf-pages: ## When a slow phone has painted home, list, product and trace, into docs/performance.md and the same of a stock Oscar (ARGS=--alone leaves it out)
	@$(PYTHON) -m marketplace.start tool python -m benchmarks.slow_phone $(ARGS)

bench: ## Our pages and orders beside a stock Oscar, at 1,000, 20,000 and 100,000 products (ARGS="--only listing,flat")
	@$(PYTHON) -m marketplace.start tool python -m benchmarks.run $(ARGS)

bench-money: ## What an order costs beside a thousand and beside a hundred thousand (needs DATABASE_URL of a PostgreSQL server)
	@$(PYTHON) -m marketplace.start tool python -m benchmarks.money

bench-inbox: ## What a group's inbox costs with ten past orders and with ten thousand
	@$(PYTHON) -m marketplace.start tool python -m benchmarks.inbox

bench-exposure: ## 10,000 views of the judged questions on the data of `make run`, with and without the fair share
	@DJANGO_SETTINGS_MODULE=marketplace.settings $(PYTHON) -m marketplace.start tool python -m benchmarks.search_exposure $(ARGS)

soak: ## 10,000 mixed requests at 8 clients and 2 processes, 10,000 racing purchases (PURCHASES=n; on PostgreSQL too where DATABASE_URL names one), 10,000 random histories of money (HISTORIES=n)
	@$(PYTHON) -m marketplace.start tool python -m benchmarks.soak
	@$(PYTHON) -m marketplace.start tool python -m benchmarks.races
	@$(PYTHON) -m marketplace.start tool python -m benchmarks.histories

clean: ## Forget environment and data of this clone
	rm -rf .venv var
