"""Where the mistakes behind wrong answers are documented: studies of learners first, then works that warn of a pitfall.

No question is taken from them: a source describes the mistake behind a wrong answer, or the matter in which it is made.
Each stands here once, whichever questions it belongs to. Titles stay in the language in which they were published.
"""

from coursekit.words import mark

__all__: list[str] = []  # taken by name: sources.LINEAR

# Studies of what learners think

AVERAGE_OF_MEANS = "Pollatsek, Lima and Well, Concept or computation: students' understanding of the mean, 1981"
RATE = "Orton, Students' understanding of differentiation, 1983"
TANGENT_FOR_SLOPE = "Ubuz, First year engineering students' learning of point of tangency, 2001"
TANGENT_AT_A_CORNER = "Tall, Constructing the concept image of a tangent, 1987"
HEIGHT_FOR_SLOPE = "Beichner, Testing student interpretation of kinematics graphs, 1994"
LIKE_THE_FUNCTION = (
    "Nemirovsky and Rubin, Students' tendency to assume resemblances between a function and its derivative, 1992"
)
CHAIN_RULE = "Clark et al., Constructing a schema: the case of the chain rule?, 1997"
LINEAR = "De Bock, Van Dooren, Janssens and Verschaffel, Improper use of linear reasoning, 2002"
EXPONENTIAL = "Wagenaar and Sagaria, Misperception of exponential growth, 1975"
REVERSED = "Clement, Algebra word problem solutions: thought processes underlying a common misconception, 1982"
SLICES = "Trigueros and Martínez-Planell, Geometrical representations in the learning of two-variable functions, 2010"
TWO_VARIABLES = (
    "Martínez-Planell, Trigueros and McGee, On students' understanding of the differential calculus of functions of "
    "two variables, 2015"
)
HELD_STILL = (
    "Bucy, Thompson and Mountcastle, Student (mis)application of partial differentiation to material properties, 2007"
)
MIXED = "Thompson, Bucy and Mountcastle, Assessing student understanding of partial derivatives in thermodynamics, 2006"
VECTOR_SUM = (
    "Nguyen and Meltzer, Initial understanding of vector concepts among students in introductory physics courses, 2003"
)
VECTOR_CALCULUS = "Bollen, van Kampen and De Cock, Students' difficulties with vector calculus in electrodynamics, 2015"
ARROW_IN_SPACE = "Manogue, Dray and Gire, Acting Out the Gradient, Paradigms in Physics, Oregon State University"
CURL = (
    "Bollen, van Kampen, Baily and De Cock, Qualitative investigation into students' use of divergence and curl in "
    "electromagnetism, 2016"
)
ONE_ARRAY_TWO_NAMES = (
    "Ma, Ferguson, Roper and Wood, Investigating the viability of mental models held by novice programmers, 2007"
)
UNDONE_FOR_ME = 'Pea, Language-independent conceptual "bugs" in novice programming, 1986'
STEEPER_THAN_IT_IS = "Proffitt, Bhalla, Gossweiler and Midgett, Perceiving geographical slant, 1995"
FLOATING_POINT = "Dinda and Hetland, Do developers understand IEEE floating point?, 2018"

# Works that warn of a pitfall

ROUNDING = "Higham, Accuracy and Stability of Numerical Algorithms, 2002, chapter 1"
STEPS = "Press, Teukolsky, Vetterling and Flannery, Numerical Recipes, 2007, section 5.7"
COMPLEX_STEP = "Martins, Sturdza and Alonso, The complex-step derivative approximation, 2003"
NOISE = "Chartrand, Numerical differentiation of noisy, nonsmooth data, 2011"
DRIFT = "Hairer, Lubich and Wanner, Geometric Numerical Integration, 2006, chapter I"
INDEXING = "NumPy user guide, Indexing on ndarrays"
QUADRANTS = "NumPy manual, numpy.arctan2"
MANY_DIMENSIONS = "Blum, Hopcroft and Kannan, Foundations of Data Science, 2020, chapter 2"
OPTIMIZATION = "Nocedal and Wright, Numerical Optimization, 2006"
STOPPING = "Dennis and Schnabel, Numerical Methods for Unconstrained Optimization and Nonlinear Equations, 1983"
CONVEX = "Boyd and Vandenberghe, Convex Optimization, 2004, chapter 9"
DEEP_LEARNING = "Goodfellow, Bengio and Courville, Deep Learning, 2016, section 4.3"
MOMENTUM = "Goh, Why momentum really works, 2017"
NESTEROV = (
    "Sutskever, Martens, Dahl and Hinton, On the importance of initialization and momentum in deep learning, 2013"
)
SADDLES = (
    "Dauphin et al., Identifying and attacking the saddle point problem in high-dimensional non-convex optimization, "
    "2014"
)
SCIPY = "SciPy manual, scipy.optimize.minimize"
MEAN_ERRORS = "Chai and Draxler, Root mean square error (RMSE) or mean absolute error (MAE)?, 2014"
LINES_AS_PLACES = "MLU-Explain, Linear Regression, 2022"
BATCHES = "Bottou, Curtis and Nocedal, Optimization methods for large-scale machine learning, 2018"
LEAKAGE = "Kapoor and Narayanan, Leakage and the reproducibility crisis in machine-learning-based science, 2023"
LOGISTIC = "Hosmer, Lemeshow and Sturdivant, Applied Logistic Regression, 2013"
SCALING = "LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998"
CROSS_ENTROPY = "Golik, Doetsch and Ney, Cross-entropy vs. squared error training, 2013"
LEAST_SQUARES = "scikit-learn user guide, Linear models"
LOST_WORKERS = "Dask documentation, Resilience"
FEW_DIGITS = "Gupta, Agrawal, Gopalakrishnan and Narayanan, Deep learning with limited numerical precision, 2015"
BACKPROPAGATION = "Karpathy, Yes you should understand backprop, 2016"
LOOKS_CONVERGED = "Google, Machine Learning Crash Course, gradient descent"
RECTIFIERS = "He, Zhang, Ren and Sun, Delving deep into rectifiers, 2015"
GATES = "cs231n, notes on the gates of backpropagation"
GRADIENT_CHECKS = "cs231n, notes on gradient checks and on the ratio of updates to weights"
TOO_FEW_TESTS = "minitorch, Module-1"
RANDOM_GRADIENTS = "PyTorch documentation, Gradcheck mechanics"
TWO_SWEEPS = "Karpathy, micrograd, 2020"
BROADCASTING = "Parr and Howard, The matrix calculus you need for deep learning, 2018"
SWEEPS = "Baydin, Pearlmutter, Radul and Siskind, Automatic differentiation in machine learning: a survey, 2018"
SIMPLE_FIRST = "Kalimeris et al., SGD on neural networks learns functions of increasing complexity, 2019"
CLIPPING = "Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural networks, 2013"
IMAGES = "Gonzalez and Woods, Digital Image Processing, 2018"
EDGES = "Canny, A computational approach to edge detection, 1986"
HEAT = "Crank, The Mathematics of Diffusion, 1975"
STABILITY = "LeVeque, Finite Difference Methods for Ordinary and Partial Differential Equations, 2007"

# Where we know of none

OWN = mark("this course's own: no study of the mistake is known to us")
