"""The same order form as others would write it; each runs in the environment of ``bench/requirements.txt``."""
