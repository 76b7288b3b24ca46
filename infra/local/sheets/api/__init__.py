"""The methods of the service: what a call asks for and what it is answered."""
